import type { IconName } from '../shared/icons.ts';

const BY_TYPE: [RegExp, IconName, string][] = [
    [/^image\//, 'image', 'Image'],
    [/^audio\//, 'music', 'Audio'],
    [/^video\//, 'film', 'Video'],
    [/^text\/calendar/, 'calendar', 'Calendar entry'],
    [/^message\//, 'unread', 'Message'],
    [/^application\/pdf/, 'document', 'PDF'],
    [/spreadsheet|excel|csv/, 'table', 'Table'],
    [/presentation|powerpoint/, 'image', 'Slides'],
    [/word|opendocument\.text|rtf/, 'document', 'Document'],
    [/zip|compressed|x-tar|gzip|x-7z|x-rar/, 'package', 'Archive'],
    [/^text\//, 'document', 'Text'],
];

/** What kind of file it says it is. */
export function attachmentKind(type: string): { icon: IconName; words: string } {
    const found = BY_TYPE.find(([pattern]) => pattern.test(type.toLowerCase()));
    return found === undefined ? { icon: 'file', words: 'File' } : { icon: found[1], words: found[2] };
}
