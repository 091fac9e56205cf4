import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { withDatabase } from './with-database.ts';

/** `postern migrate`: brings the database to this program's schema. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database at DATABASE_URL, or the embedded one, to this program's schema")
    .option('--dry-run', 'only print which migrations would run')
    .addHelpText(
      'after',
      '\nExample:\n  $ DATABASE_URL=postgres://postern@db/postern postern migrate --dry-run\n',
    )
    .action(async ({ dryRun }: { dryRun?: true }) => {
      const { migrate, pendingMigrations } = await import('../db/migrate.ts');
      await withDatabase(loadConfig(process.env), async (url) => {
        const names = dryRun ? await pendingMigrations(url) : await migrate(url);
        const lines = names.map((name) => `${dryRun ? 'would run' : 'ran'} ${name}\n`);
        process.stdout.write(lines.length > 0 ? lines.join('') : 'The database is up to date.\n');
      });
    });
}
