import type { DatabaseSync } from 'node:sqlite';
import { openLocalStore } from './local-store.ts';

/** SQLITE_BUSY of https://sqlite.org/rescode.html. */
const BUSY = 5;

/**
 * Opens a data directory for this process alone, until the store is closed or the process ends, however it ends: SQLite holds
 * the operating system's own lock. @throws when another stack has it, after the store's own timeout, and where nothing can be kept
 */
export function openDataDir(dir: string): DatabaseSync {
  try {
    const store = openLocalStore(dir);
    store.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;');
    return store;
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    const remedy =
      errcode === BUSY
        ? `${dir} is in use by another local stack. Stop that one, or give another directory.`
        : `Nothing can be kept in ${dir} (${message}). Give another directory.`;
    throw new Error(remedy, { cause: error });
  }
}
