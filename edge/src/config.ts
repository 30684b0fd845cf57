import { natsConfig, port, redisConfig } from '@pharos/core/config';
import { pagesConfig } from './pages-config.ts';

export const edgeConfig = {
  ...natsConfig,
  ...redisConfig,
  ...pagesConfig,
  EDGE_PORT: port('Port of the public pages').default(8080),
};
