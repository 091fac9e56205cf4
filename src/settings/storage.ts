import { optional, setting } from './setting.ts';
import { bearerToken, folderPath, oneOf } from './values.ts';

/** Where the truth is kept, and what a fresh database begins with. */
export const storageSettings = {
  home: setting({
    variable: 'POSTERN_HOME',
    default: '.postern',
    sentence: 'The folder for what is kept between runs, such as the embedded Postgres.',
    ...folderPath,
  }),
  databaseUrl: optional({
    variable: 'DATABASE_URL',
    otherwise: 'an embedded Postgres in `POSTERN_HOME`',
    sentence: 'The Postgres database that holds users, roles and organizations.',
    expected: 'postgres://user:password@host:port/database',
    parse: (text) => (/^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : undefined),
    secret: true,
  }),
  catalog: setting({
    variable: 'POSTERN_CATALOG',
    default: 'kaliaops',
    sentence: 'The permissions and system roles that a deployment starts from.',
    ...oneOf('kaliaops', 'kiwi'),
  }),
  bootstrapToken: optional({
    variable: 'POSTERN_BOOTSTRAP_TOKEN',
    otherwise: 'one is made and printed once',
    sentence: 'The bearer token of the first administrator.',
    ...bearerToken,
    secret: true,
  }),
};
