import { startLocalStack } from '../../../infra/local/stack.ts';

/** Started as a process of its own: starts a stack, says where its engine answers, and dies as a crash would. */
const [, , cdkOut = '', dataDir = ''] = process.argv;
const { dynamodbUrl } = await startLocalStack({ cdkOut, dataDir, port: 0 });
process.stdout.write(dynamodbUrl, () => process.kill(process.pid, 'SIGKILL'));
