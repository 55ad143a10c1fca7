import { describe, expect, it } from 'vitest';
import { flac, mp3, mp4, ogg, wav, webm } from '../test/media.ts';
import { mediaKind } from './media-kind.ts';
import { acceptMedia, documentId, documentTitle } from './media-source.ts';

describe('what is taken', () => {
  it.each([
    [wav(1), 'wav'],
    [mp3(1), 'mp3'],
    [flac(1), 'flac'],
    [ogg(1), 'ogg'],
    [mp4(1), 'mp4'],
    [webm(1), 'webm'],
    [Buffer.from('ID3\x04'), 'mp3'],
    [Buffer.from('fff15080', 'hex'), 'aac'],
    [Buffer.from('\xff\xfeh\0i\0', 'latin1'), undefined],
    [Buffer.from('\0\0\0\x18ftypheic'), undefined],
    [Buffer.from('\0\0\0\x18ftypavif'), undefined],
    [Buffer.from('RIFF\0\0\0\0WEBP'), undefined],
    [Buffer.from('%PDF-1.7'), undefined],
    [Buffer.from('Gone with the wind'), undefined],
    [Buffer.alloc(0), undefined],
  ])('begins with the bytes of it (%#)', (bytes, kind) => {
    expect(mediaKind(bytes)).toBe(kind);
  });

  it('is named so, or begins so', () => {
    const accepts = (uri: string, more: object = {}) => acceptMedia({ uri, ...more })?.url;
    expect(accepts('https://example.org/Talk.MP3?part=1#t=3')).toBe('https://example.org/Talk.MP3?part=1');
    expect(accepts('file:///talks/film.mkv')).toBe('file:///talks/film.mkv');
    expect(accepts('file:///talks/recording', { head: wav(1) })).toBe('file:///talks/recording');
    expect(accepts('file:///talks/notes.txt', { head: Buffer.from('Notes') })).toBeUndefined();
    expect(accepts('file:///talks/talks.mp3', { entries: ['a.mp3'] })).toBeUndefined();
    expect(accepts('https://example.org/page.html')).toBeUndefined();
    expect(accepts('https://jane:secret@example.org/talk.mp3')).toBeUndefined();
    expect(accepts('not a url')).toBeUndefined();
  });
});

describe('a document', () => {
  it('is called the same on every machine', () => {
    const sha256 = 'a'.repeat(64);
    expect(documentId({ url: 'file:///home/jane/a.mp3', path: 'a.mp3', sha256 })).toBe('media:a.mp3');
    expect(documentId({ url: 'file:///home/jane/a.mp3', sha256 })).toBe(`media:sha256:${sha256}`);
    expect(documentId({ url: 'https://example.org/a.mp3' })).toBe('media:https://example.org/a.mp3');
  });

  it('has the title that its file has', () => {
    const titles = [
      'https://example.org/talks/The%20bower.v2.mp3',
      'https://example.org/',
      'file:///a/%E4%zz.wav',
    ];
    expect(titles.map((url) => documentTitle({ url }))).toEqual(['The bower.v2', 'example.org', '%E4%zz']);
  });
});
