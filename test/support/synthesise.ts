import { synthesise } from '../../infra/local/synthesise.ts';

/** Before any test: the stack is synthesised anew, so that no test runs yesterday's template. */
export const setup = (): Promise<void> => synthesise();
