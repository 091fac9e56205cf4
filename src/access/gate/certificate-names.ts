import type { X509Certificate } from 'node:crypto';

/**
 * The names a certificate gives its subject: `dns:` and `uri:` for those among the alternative names, `cn:` for the common
 * name. Other kinds of names are left out.
 */
export function certificateNames(certificate: X509Certificate): readonly string[] {
  const { subjectAltName = '', subject } = certificate;
  const alternative = [...subjectAltName.matchAll(ALTERNATIVE)].flatMap(([, kind, text = '']) => {
    const value = text.startsWith('"') ? (JSON.parse(text) as string) : text;
    if (kind === 'DNS') return [`dns:${value.toLowerCase()}`];
    return kind === 'URI' ? [`uri:${value}`] : [];
  });
  return [...alternative, ...commonNames(subject)];
}

/** Node writes names as `DNS:a, URI:b`; one with a comma, a quote or a control character as a JSON text. */
const ALTERNATIVE = /(?<=^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?=, |$)/g;

/** A subject is written one part a line, with what would end it escaped by a backslash; such a name is left out. */
function commonNames(subject: string | undefined): readonly string[] {
  return (subject ?? '')
    .split('\n')
    .filter((part) => part.startsWith('CN=') && !part.includes('\\'))
    .map((part) => `cn:${part.slice('CN='.length)}`);
}
