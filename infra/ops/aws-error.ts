const HOW =
  'Credentials: aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; and AWS_REGION, the region of the deployment.';

/** What the SDK says before it asks AWS. */
const NOT_ASKED: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];

/** What stands between a command and AWS, in a sentence: that it cannot be asked, or what it refuses. Undefined for any other error. */
export const sayAwsError = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (NOT_ASKED.includes(name) || message === 'Region is missing') return `AWS cannot be asked (${message}). ${HOW}`;
  return '$metadata' in error ? `AWS refuses it (${name}): ${message}\n${HOW}` : undefined;
};
