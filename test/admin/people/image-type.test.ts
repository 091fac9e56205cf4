import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { imageTypeOf } from '../../../src/admin/profile/image-type.ts';
import { jpeg, png, webp } from './images.ts';

const whole = { 'image/png': png, 'image/jpeg': jpeg, 'image/webp': webp };

test('an image is told by its content', () => {
  for (const [type, content] of Object.entries(whole)) assert.equal(imageTypeOf(content), type);
});

test('what is cut short, or carries more behind its end, is none', () => {
  for (const [type, content] of Object.entries(whole)) {
    for (let length = 0; length < content.length; length += 1)
      assert.equal(imageTypeOf(content.subarray(0, length)), undefined, `${type} ${length}`);
    assert.equal(imageTypeOf(Buffer.concat([content, Buffer.from('<script>')])), undefined, type);
  }
});

test('other content is none, whatever it begins with, and is told in bounded time', () => {
  for (const text of [
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'GIF89a',
    '%PDF-1.7',
    '<!doctype html>',
  ])
    assert.equal(imageTypeOf(Buffer.from(text)), undefined);
  const starts = Object.values(whole).map((content) => content.subarray(0, 12));
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 2_000 }), (start, rest) => {
      imageTypeOf(Buffer.concat([start, rest]));
    }),
  );
});
