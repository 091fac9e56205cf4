/** What messages call the settings of a gate in the tests. */
export const variables = {
  tokens: 'A_TOKENS',
  tokensFile: 'A_TOKENS_FILE',
  tlsCert: 'A_CERT',
  tlsKey: 'A_KEY',
  tlsClientCa: 'A_CA',
  clients: 'A_CLIENTS',
};
