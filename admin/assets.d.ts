/** What vite turns into files and TypeScript cannot see. */
declare module '*.css';
