import { describe, expect, it } from 'vitest';
import { edit, found, post, postVideo } from '../sample-requests.ts';
import { checkAttachments, checkFiles } from './files.ts';

const file = (part: string, filename = 'kite.mp4') => ({ part, filename, contentType: 'video/mp4', sizeBytes: 9 });

describe('the check of files', () => {
  it.each<[string, Parameters<typeof postVideo>[1], string]>([
    ['a part of another name', { part: 'file' }, 'file: must be named files[n]'],
    ['an eleventh number', { part: 'files[10]' }, 'files[10]: must be named files[n]'],
    ['a name with a path', { filename: '../kite.mp4' }, 'files[0] filename: must be of letters'],
    ['a name that Discord would change', { filename: 'a kite.mp4' }, 'files[0] filename: must be of letters'],
    ['a name without an extension', { filename: 'kite' }, 'files[0] filename: must be of letters'],
    ['no type', { contentType: undefined }, 'files[0] content-type: must match'],
    ['a video of unknown bytes', { contentType: 'application/octet-stream' }, 'files[0] content-type: must match'],
    ['an empty file', { sizeBytes: 0 }, 'files[0]: is empty'],
  ])('finds %s', (_, spoilt, expected) => {
    expect(found(checkFiles, postVideo({}, spoilt))).toEqual([expect.stringContaining(expected)]);
  });

  it('finds one number twice, and eleven files', () => {
    const twice = post({}, { files: [file('files[0]'), file('files[0]')] });
    expect(found(checkFiles, twice)).toEqual(['files[0]: stands here twice']);
    const many = post({}, { files: Array.from({ length: 11 }, (_, n) => file(`files[${n % 10}]`)) });
    expect(found(checkFiles, many)).toContain('files: at most 10 files');
  });

  it('passes a video', () => {
    expect(found(checkFiles, postVideo())).toEqual([]);
  });
});

describe('the check of attachments', () => {
  it.each<[string, object, string]>([
    ['a file that is not listed', { attachments: [] }, 'attachments: does not list'],
    ['no list', { attachments: undefined }, 'attachments: does not list'],
    [
      'another name than the form’s',
      { attachments: [{ id: '0', filename: 'a.mp4' }] },
      'attachments filename: is «kite',
    ],
    [
      'an entry without its file',
      { attachments: [{ id: '0' }, { id: '1' }] },
      'attachments[1].id: no such file comes with it',
    ],
    [
      'a file of another message',
      { attachments: [{ id: '0' }, { id: '500000000000000005' }] },
      'attachments[1].id: no such file comes with it',
    ],
  ])('finds %s', (_, fields, expected) => {
    expect(found(checkAttachments, postVideo({ ...fields }))).toEqual([expect.stringContaining(expected)]);
  });

  it('lets an edit keep what stands, by its id', () => {
    expect(found(checkAttachments, edit({ attachments: [{ id: '500000000000000005' }] }))).toEqual([]);
    expect(found(checkAttachments, edit({ attachments: [{ id: '0' }] }))).toHaveLength(1);
    expect(found(checkAttachments, postVideo({ attachments: [{ id: '0' }] }))).toEqual([]);
  });
});
