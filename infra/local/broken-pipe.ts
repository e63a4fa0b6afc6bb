/** Lets whoever reads what a command prints have seen enough (`| head`): what the command does besides is done to its end. */
export const bearBrokenPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
};
