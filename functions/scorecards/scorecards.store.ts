import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptScorecard } from './kept-scorecard.ts';

/** The scorecards in the measures table, by month and holder. */
export interface ScorecardsStore {
  find(month: string, holder: string): Promise<KeptScorecard | undefined>;
  /** Keeps a scorecard, once: one that was kept before stays. */
  keep(scorecard: KeptScorecard): Promise<void>;
}

const keyOf = (month: string, holder: string) => ({ pk: `SCORECARDS#${month}`, sk: holder });

/** Opens the scorecards of the measures table. */
export const createScorecardsStore = (client: DynamoDBDocumentClient, table: string): ScorecardsStore => ({
  find: async (month, holder) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(month, holder), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { pk: _, sk: __, ...kept } = Item;
    return kept as KeptScorecard;
  },
  keep: async (scorecard) => {
    const Item = { ...keyOf(scorecard.month, scorecard.holder), ...scorecard };
    try {
      await client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
});
