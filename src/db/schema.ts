/** The schema that everything of Postern lives in. */
export const SCHEMA = 'postern';
