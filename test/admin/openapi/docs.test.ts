import assert from 'node:assert/strict';
import { test } from 'node:test';
import { docsPage } from '../../../src/admin/openapi/docs/page.ts';
import { chromium, noChromium, showPage } from '../../support/chromium.ts';
import { operationsOf, servedDescription, withoutDatabase } from './support.ts';

test('the page shows each operation with its example, and needs nothing else', async (t) => {
  const app = withoutDatabase(t);
  const { description } = await servedDescription(app);
  const { statusCode, headers, body } = await app.inject('/admin/docs');
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/html/);
  for (const { operation } of operationsOf(description))
    assert.ok(body.includes(`<section id="${operation.operationId}">`), operation.operationId);
  assert.doesNotMatch(body, /<script|<img|<iframe|\ssrc=|url\(|@import|\son\w+=/i);
  const loaded = [...body.matchAll(/<link [^>]*href="([^"]*)"/g)].map(([, href]) => href);
  assert.deepEqual(loaded, ['data:,']);
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; style-src 'sha256-/);
  assert.doesNotMatch(policy, /unsafe|script-src|\*|https?:/);
  for (const [, anchor] of body.matchAll(/href="#([^"]+)"/g))
    assert.ok(body.includes(`id="${anchor}"`), `#${anchor} leads somewhere`);
});

test('the page shows text of the description as text', async (t) => {
  const { text } = await servedDescription(withoutDatabase(t));
  const description = JSON.parse(text.replaceAll('List users', '<b>&\\"'));
  const page = docsPage(description);
  assert.ok(page.includes('&lt;b&gt;&amp;&quot;'));
  assert.ok(!page.includes('<b>'));
});

test('a browser shows the page and has nothing to complain of', { skip: noChromium }, async (t) => {
  const app = withoutDatabase(t);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { dom, console } = await showPage(t, `${address}/admin/docs`);
  const { description } = await servedDescription(app);
  assert.equal(
    dom.match(/<section id="[a-z]/g)?.length,
    operationsOf(description).length + schemasOf(description),
  );
  assert.deepEqual(console, []);
});

test('the browser would complain of what the page may not do', { skip: noChromium }, async (t) => {
  assert.ok(chromium);
  const app = withoutDatabase(t);
  app.get('/bad', async (_request, reply) => {
    const { headers, body } = await app.inject('/admin/docs');
    return reply
      .headers({
        'content-type': 'text/html',
        'content-security-policy': String(headers['content-security-policy']),
      })
      .send(body.replace('</body>', '<script>document.title = "x";</script></body>'));
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { console } = await showPage(t, `${address}/bad`);
  assert.ok(
    console.some((line) => /Content Security Policy/i.test(line)),
    console.join('\n'),
  );
});

function schemasOf(description: object): number {
  const { components } = description as { components: { schemas: Record<string, unknown> } };
  return Object.keys(components.schemas).length;
}
