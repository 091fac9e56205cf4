import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { certificateNames } from '../../../src/access/gate/certificate-names.ts';
import { authoritiesOfNames, parseClientGrants } from '../../../src/access/gate/client-grants.ts';
import { certificateAuthority, type Subject } from './support/certificates.ts';

describe('the text of client grants', () => {
  test('names clients by DNS name, URI or common name', () => {
    assert.deepEqual(
      parseClientGrants(
        'dns:Orders.internal:decide+filter, uri:spiffe://example.org/prometheus:metrics,cn:Old Client:search',
      ),
      [
        { name: 'dns:orders.internal', authorities: ['decide', 'filter'] },
        { name: 'uri:spiffe://example.org/prometheus', authorities: ['metrics'] },
        { name: 'cn:Old Client', authorities: ['search'] },
      ],
    );
  });
  for (const text of [
    '',
    'orders.internal:decide',
    'dns:orders.internal',
    'dns:orders.internal:',
    'dns:orders.internal:write',
    'dns::decide',
    'email:a@example.org:decide',
    'uri:spiffe://example.org/x',
    'dns:a:decide,,dns:b:decide',
    'dns:a:decide+decide',
  ]) {
    test(`${JSON.stringify(text)} is refused`, () => assert.equal(parseClientGrants(text), undefined));
  }

  test('a certificate has what is granted to any of its names, and nothing for other names', () => {
    const grants = parseClientGrants('dns:a.example:decide,uri:x:b:search,cn:a.example:metrics') ?? [];
    assert.deepEqual([...authoritiesOfNames(grants, ['dns:a.example', 'uri:x:b'])], ['decide', 'search']);
    assert.deepEqual([...authoritiesOfNames(grants, ['dns:b.example', 'cn:A.example', 'dns:x:b'])], []);
  });
});

describe('the names in a certificate', () => {
  const authority = certificateAuthority();
  const namesIn = (subject: Subject) => certificateNames(new X509Certificate(authority.issue(subject).cert));
  const cases: [name: string, subject: Subject, expected: string[]][] = [
    [
      'of each kind',
      { commonName: 'orders', names: ['dns:A.example', 'uri:spiffe://x/Y', 'email:a@x', 'ip:10.0.0.1'] },
      ['dns:a.example', 'uri:spiffe://x/Y', 'cn:orders'],
    ],
    ['without alternative names', { commonName: 'orders', names: [] }, ['cn:orders']],
    [
      'that look like more than one',
      { commonName: 'orders', names: ['dns:a, URI:spiffe://admin', 'uri:b", DNS:admin'] },
      ['dns:a, uri:spiffe://admin', 'uri:b", DNS:admin', 'cn:orders'],
    ],
    ['with what ends a part of the subject', { commonName: 'orders\nCN=admin', names: [] }, []],
    ['with a sign of the subject', { commonName: 'CN=admin', names: [] }, ['cn:CN=admin']],
  ];
  for (const [name, subject, expected] of cases) {
    test(name, () => assert.deepEqual(namesIn(subject), expected));
  }
});
