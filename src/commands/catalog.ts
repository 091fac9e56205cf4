import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { StopMessage } from '../stop-message.ts';
import { withDatabase } from './with-database.ts';

interface ApplyOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `postern catalog …`: the permissions and system roles that a deployment starts from. */
export function catalogCommand(): Command {
  const command = new Command('catalog')
    .description('the permissions and system roles a deployment starts from')
    .addHelpText('after', '\nExample:\n  $ postern catalog apply --dry-run\n');
  command
    .command('apply')
    .description('show what differs from a catalog, ask, and bring the database to it')
    .argument('[catalog]', 'kaliaops, kiwi, or a file; without it, what POSTERN_CATALOG names')
    .option('--dry-run', 'only show what would be done')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nWhat an administrator made stays: custom roles, assignments, and changes to the system roles.\n' +
        '\nExample:\n  $ postern catalog apply kaliaops --dry-run\n  $ postern catalog apply ./ours.json --yes\n',
    )
    .action(apply);
  return command;
}

async function apply(nameOrFile: string | undefined, { dryRun, yes }: ApplyOptions): Promise<void> {
  const config = loadConfig(process.env);
  const { loadCatalog } = await import('../admin/catalog/load-catalog.ts');
  const { applyCatalog, previewCatalog } = await import('../admin/catalog/apply-catalog.ts');
  const { describePlan } = await import('../admin/catalog/describe-plan.ts');
  const { createPool } = await import('../db/pool.ts');
  const { ensureEpoch } = await import('../db/epoch.ts');
  const { migrate, pendingMigrations } = await import('../db/migrate.ts');
  const catalog = await loadCatalog(nameOrFile ?? config.catalog);
  await withDatabase(config, async (url) => {
    if (!dryRun) await migrate(url);
    else if ((await pendingMigrations(url)).length > 0) {
      throw new StopMessage('The database is not migrated yet; first run: postern migrate');
    }
    const pool = createPool(url);
    try {
      if (!dryRun) await ensureEpoch(pool);
      const plan = await previewCatalog(pool, catalog);
      process.stdout.write(describePlan(plan));
      if (plan.conflicts.length > 0) throw new StopMessage('Nothing was changed.');
      if (dryRun || plan.steps.length === 0) return;
      if (!yes && !(await isConfirmed(plan.steps.length))) throw new StopMessage('Nothing was changed.');
      const { revision } = await applyCatalog(pool, catalog);
      process.stdout.write(`Applied ${catalog.name}; revision ${revision.epoch}.${revision.number}.\n`);
    } finally {
      await pool.end();
    }
  });
}

async function isConfirmed(steps: number): Promise<boolean> {
  if (!process.stdin.isTTY) throw new StopMessage('There is nobody to ask here: add --yes to apply.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Apply ${steps} changes? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
