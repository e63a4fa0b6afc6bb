import { InvalidArgumentError, Option } from 'commander';

const address = (text: string): string => {
  if (!/^https?:$/u.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('Write an address as http://127.0.0.1:8000.');
  return text;
};

/** The option by which another DynamoDB than the bundled engine is used. */
export const dynamodbOption = (): Option =>
  new Option('--dynamodb-endpoint <url>', 'use this DynamoDB instead of the bundled engine').argParser(address);

/** @throws where nothing answers at an address that was given as DynamoDB's */
export const checkAnswers = async (endpoint: string): Promise<void> => {
  try {
    await fetch(endpoint);
  } catch (error) {
    const message = `No DynamoDB answers at ${endpoint}. Start it, or leave out --dynamodb-endpoint for the bundled engine.`;
    throw new Error(message, { cause: error });
  }
};
