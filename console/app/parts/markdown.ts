import { createMarkdown } from '@pharos/core/markdown';

/** As the page renders it. */
export const renderMarkdown = createMarkdown();
