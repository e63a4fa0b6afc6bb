import { Refusal } from './errors.ts';
import { describeEvent } from './history.ts';
import type { ExecutionRecord, ExecutionStatus } from './journal.ts';
import type { RegisteredMachine, StepFunctions } from './step-functions.ts';

/** The answer to one call of the AWS JSON 1.0 protocol. */
export interface ApiAnswer {
  status: number;
  body: object;
}

type Input = Record<string, unknown>;
type Operation = (input: Input) => object;

/** AWS answers at most 1,000 at once, and 100 unless asked. */
const MOST_RESULTS = 1_000;
const USUAL_RESULTS = 100;

/** Speaks `X-Amz-Target: AWSStepFunctions.…`, so that @aws-sdk/client-sfn works against the local Step Functions. */
export function createHandler(
  functions: Omit<StepFunctions, 'handleRequest'>,
): (target: string, body: object) => Promise<ApiAnswer> {
  const operations: Record<string, Operation> = {
    StartExecution(input) {
      const { executionArn, startDate } = functions.startExecution({
        stateMachineArn: text(input, 'stateMachineArn'),
        ...optional(input, 'name'),
        ...optional(input, 'input'),
      });
      return { executionArn, startDate: seconds(startDate) };
    },
    StopExecution(input) {
      const { error, cause } = { ...optional(input, 'error'), ...optional(input, 'cause') };
      return { stopDate: seconds(functions.stopExecution(text(input, 'executionArn'), error, cause)) };
    },
    DescribeExecution: (input) => describeExecution(functions.describeExecution(text(input, 'executionArn'))),
    ListExecutions(input) {
      const { most, next } = page(input);
      const { statusFilter } = optional(input, 'statusFilter');
      const found = functions.listExecutions(text(input, 'stateMachineArn'), {
        ...(statusFilter !== undefined && { status: statusFilter as ExecutionStatus }),
        ...(next !== undefined && { before: next }),
        limit: most + 1,
      });
      return {
        executions: found.slice(0, most).map(summarizeExecution),
        ...nextToken(found, most, (last) => last.id),
      };
    },
    GetExecutionHistory(input) {
      const { most, next } = page(input);
      const backwards = input.reverseOrder === true;
      const found = functions.getExecutionHistory(text(input, 'executionArn'), {
        ...(next !== undefined && (backwards ? { before: next } : { after: next })),
        limit: most + 1,
        backwards,
      });
      return {
        events: found.slice(0, most).map((event) => describeEvent(event, input.includeExecutionData !== false)),
        ...nextToken(found, most, (last) => last.id),
      };
    },
    DescribeStateMachine: (input) => describeMachine(functions.describeStateMachine(text(input, 'stateMachineArn'))),
    DescribeStateMachineForExecution(input) {
      const { arn, name, definition, roleArn } = functions.describeStateMachineForExecution(
        text(input, 'executionArn'),
      );
      return { stateMachineArn: arn, name, definition: JSON.stringify(definition), roleArn: roleArn ?? '' };
    },
    ListStateMachines: () => ({
      stateMachines: functions.listStateMachines().map(({ source, registeredAt }) => ({
        stateMachineArn: source.arn,
        name: source.name,
        type: 'STANDARD',
        creationDate: seconds(registeredAt),
      })),
    }),
    SendTaskSuccess(input) {
      functions.sendTaskSuccess(text(input, 'taskToken'), text(input, 'output'));
      return {};
    },
    SendTaskFailure(input) {
      const { error, cause } = { ...optional(input, 'error'), ...optional(input, 'cause') };
      functions.sendTaskFailure(text(input, 'taskToken'), error, cause);
      return {};
    },
    SendTaskHeartbeat(input) {
      functions.sendTaskHeartbeat(text(input, 'taskToken'));
      return {};
    },
  };

  return async (target, body) => {
    const name = target.replace(/^AWSStepFunctions\./, '');
    try {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) {
        throw new Refusal('UnknownOperationException', `${name} is not implemented by the local Step Functions.`);
      }
      return { status: 200, body: operation(body as Input) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: 400, body: { __type: error.code, message: error.message } };
    }
  };
}

function describeExecution(record: ExecutionRecord): object {
  return {
    ...summarizeExecution(record),
    input: record.input,
    inputDetails: { included: true },
    ...(record.output !== undefined && { output: record.output, outputDetails: { included: true } }),
    ...record.failure,
    redriveCount: 0,
  };
}

function summarizeExecution(record: ExecutionRecord): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: seconds(record.startedAt),
    ...(record.stoppedAt !== undefined && { stopDate: seconds(record.stoppedAt) }),
  };
}

function describeMachine({ source, registeredAt }: RegisteredMachine): object {
  return {
    stateMachineArn: source.arn,
    name: source.name,
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: JSON.stringify(source.definition),
    roleArn: source.roleArn ?? '',
    creationDate: seconds(registeredAt),
    tracingConfiguration: { enabled: source.tracingEnabled ?? false },
  };
}

const seconds = (instant: number): number => instant / 1000;

function text(input: Input, field: string): string {
  const value = input[field];
  if (typeof value === 'string') return value;
  throw new Refusal('ValidationException', `Value at '${field}' failed to satisfy constraint: Member must not be null`);
}

function optional<Field extends string>(input: Input, field: Field): { [key in Field]?: string } {
  return (typeof input[field] === 'string' ? { [field]: input[field] } : {}) as { [key in Field]?: string };
}

function page(input: Input): { most: number; next: number | undefined } {
  const wanted = typeof input.maxResults === 'number' && input.maxResults > 0 ? input.maxResults : USUAL_RESULTS;
  if (input.nextToken === undefined) return { most: Math.min(wanted, MOST_RESULTS), next: undefined };
  const next = Number(input.nextToken);
  if (!Number.isInteger(next)) throw new Refusal('InvalidToken', `Invalid Token: 'Invalid token'`);
  return { most: Math.min(wanted, MOST_RESULTS), next };
}

/** A page token is the id of the page's last entry; there is one only if more was found than the page holds. */
function nextToken<T>(found: readonly T[], most: number, idOf: (last: T) => number): { nextToken?: string } {
  return found.length > most ? { nextToken: String(idOf(found[most - 1]!)) } : {};
}
