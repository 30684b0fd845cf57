import { createMarkdown } from '@pharos/edge/markdown';
import MarkdownIt from 'markdown-it';

/** As the page renders it. */
export const renderMarkdown = createMarkdown(MarkdownIt);
