// What the build and newer browsers have, and the compiler's own list has not.
declare module '*.css';

interface Window {
  trustedTypes?: {
    createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): { toString(): string } };
  };
}
