/** What vite turns into files and TypeScript cannot see. */
declare module '*.css';

/** Of the browsers that ask how text becomes markup; TypeScript does not know it yet. What comes out is taken where HTML is. */
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string } }
  | undefined;
