export { startProvider, type RunningProvider } from './app.js';
export { resolveConfig, ConfigError, type Config, type ConfigSources } from './config.js';
export { createLogger, silentLogger, type Logger } from './log.js';
