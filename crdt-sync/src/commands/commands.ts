export { runMeshCommand } from './run-mesh-command.ts';
