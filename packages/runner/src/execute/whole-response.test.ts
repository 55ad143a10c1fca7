import { describe, expect, it } from 'vitest';
import { wholeResponse } from './whole-response.ts';

const text = '{"a":"ü"}';
const whole = (bytes: Uint8Array = Buffer.from(text)) =>
  wholeResponse(
    bytes,
    { status: 203, headers: new Headers({ 'content-type': 'application/json' }) },
    'https://a.test/',
  );

describe('an answer whose bytes are here', () => {
  it('is a Response', () => {
    const response = whole();
    expect(response).toBeInstanceOf(Response);
    expect({ ok: response.ok, status: response.status, url: response.url }).toEqual({
      ok: true,
      status: 203,
      url: 'https://a.test/',
    });
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it('reads as any other does', async () => {
    const real = () => new Response(text);
    expect(await whole().text()).toBe(await real().text());
    expect(await whole().json()).toEqual(await real().json());
    expect(await whole().arrayBuffer()).toEqual(await real().arrayBuffer());
    expect(await whole().bytes()).toEqual(await real().bytes());
    expect(await (await whole().blob()).text()).toBe(text);
    expect(await new Response(whole().body).text()).toBe(text);
    expect(await Array.fromAsync(whole().body ?? [])).toEqual([new Uint8Array(Buffer.from(text))]);
    const mark = Buffer.from('\ufeffa\xff', 'latin1');
    expect(await whole(mark).text()).toBe(await new Response(mark).text());
  });

  it('reads a form', async () => {
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    const form = await wholeResponse(Buffer.from('a=1'), { status: 200, headers }, '').formData();
    expect(form.get('a')).toBe('1');
  });

  it('is read once, unless it was cloned before', async () => {
    const response = whole();
    const clone = response.clone();
    expect(response.bodyUsed).toBe(false);
    await response.text();
    expect(response.bodyUsed).toBe(true);
    await expect(response.json()).rejects.toThrow(TypeError);
    expect(() => response.clone()).toThrow(TypeError);
    expect(await clone.text()).toBe(text);
    const streamed = whole();
    await new Response(streamed.body).text();
    await expect(streamed.text()).rejects.toThrow(TypeError);
  });

  it('gives bytes that may be changed', async () => {
    const kept = Buffer.from(text);
    const bytes = new Uint8Array(await whole(kept).arrayBuffer());
    bytes.fill(0);
    expect(kept.toString()).toBe(text);
  });
});
