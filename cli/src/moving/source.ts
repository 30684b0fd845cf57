import type { ApiAround } from './reading/ask-api.ts';
import type { Files } from './reading/files.ts';
import type { Taken } from './taken.ts';

export interface FilesAsked {
  files: Files;
  /** In which times are meant that do not say it. */
  zone: string;
  /** Which of its pages, where there are several. */
  of: string | undefined;
  now: number;
}

export interface ApiAsked extends ApiAround {
  base: string;
  /** What was named: a page, an address. */
  what: string;
  key: string;
  zone: string;
  now: number;
}

/** A program that pages are taken along from: how its exports are known, and read. */
export interface Source {
  name: string;
  /** As people know it. */
  title: string;
  /** Whether these files are its own, by what stands in them. */
  isOf?(files: Files): Promise<boolean>;
  fromFiles?(asked: FilesAsked): Promise<Taken>;
  api?: {
    /** Where it is, unless somebody says so; none: it stands where its owner put it. */
    base: string | undefined;
    /** The environment's word for a key of it. */
    keyName: string;
    /** Without one there is nothing to be read; or only what everybody may see. */
    needsKey: boolean;
    read(asked: ApiAsked): Promise<Taken>;
  };
}
