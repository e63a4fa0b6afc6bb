import { describe, expect, it } from 'vitest';
import { DefinitionRefused } from '../../infra/local/step-functions/definition.ts';
import { aBench, aMachine, aTask, aWaitingTask, register } from '../support/step-functions.ts';

/** Every reason why a definition is refused. */
function reasons(definition: object): readonly string[] {
  try {
    register(aBench().stepFunctions, definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.reasons;
    throw error;
  }
}

const done = { Type: 'Succeed' };
const wait = { Type: 'Wait', Seconds: 1, End: true };

describe('a definition', () => {
  it('is refused with all its reasons at once, each with the state and the field', () => {
    const definition = aMachine({
      First: { Type: 'Pass', ResultPath: '$.x', Next: 'Nowhere' },
      Second: { Type: 'Map', End: true },
    });
    expect(reasons(definition)).toEqual([
      'state "First", field "ResultPath": belongs to JSONPath; use Output or Assign',
      'state "Second", field "Type": "Map" is not implemented locally (only Task, Choice, Wait, Pass, Succeed, Fail)',
    ]);
    expect(() => register(aBench().stepFunctions, definition)).toThrow('The state machine lifecycle is refused:');
  });

  it.each<[what: string, definition: object, reason: string]>([
    ['JSONPath', { StartAt: 'Done', States: { Done: done } }, 'the machine, field "QueryLanguage": must be "JSONata"'],
    [
      'JSONPath in one state',
      aMachine({ Done: { ...done, QueryLanguage: 'JSONPath' } }),
      'state "Done", field "QueryLanguage"',
    ],
    ['a missing start', aMachine({ Done: done }, { StartAt: 'Begin' }), '"Begin" is no state of this machine'],
    [
      'an unknown machine field',
      aMachine({ Done: done }, { Processor: 1 }),
      'the machine, field "Processor": is no field',
    ],
    [
      'a machine timeout of zero',
      aMachine({ Done: done }, { TimeoutSeconds: 0 }),
      'the machine, field "TimeoutSeconds"',
    ],
    ['Parallel', aMachine({ Both: { Type: 'Parallel', End: true } }), 'state "Both", field "Type": "Parallel"'],
    [
      'a next state that is not there',
      aMachine({ Go: { Type: 'Pass', Next: 'On' } }),
      'state "Go", field "Next": "On" is no state',
    ],
    ['Next and End', aMachine({ Go: { Type: 'Pass', Next: 'Go', End: true } }), 'field "Next": a state has either'],
    ['neither Next nor End', aMachine({ Go: { Type: 'Pass' } }), 'field "Next": a state has either'],
    [
      'a state that nothing leads to',
      aMachine({ Done: done, Alone: done }),
      'state "Alone", field "name": no other state',
    ],
    ['a name over 80 characters', aMachine({ ['n'.repeat(81)]: done }), 'must not be longer than 80'],
    [
      'HeartbeatSeconds',
      aMachine({ Ask: aWaitingTask('f', { HeartbeatSeconds: 5 }) }),
      'field "HeartbeatSeconds": is not implemented locally',
    ],
    [
      'a field of another state',
      aMachine({ Wait: { ...wait, Resource: 'x' } }),
      'state "Wait", field "Resource": is no field of a Wait state',
    ],
    [
      'an unknown resource',
      aMachine({ Send: aTask('f', { Resource: 'arn:aws:states:::sqs:sendMessage' }) }),
      'field "Resource": "arn:aws:states:::sqs:sendMessage" is not',
    ],
    [
      'startExecution.sync',
      aMachine({ Run: aTask('f', { Resource: 'arn:aws:states:::states:startExecution.sync:2' }) }),
      'field "Resource"',
    ],
    [
      'a Lambda without a name',
      aMachine({ Run: aTask('f', { Arguments: { Payload: 1 } }) }),
      'field "Arguments": must have FunctionName',
    ],
    [
      'a wait for a token that is never passed on',
      aMachine({ Ask: aWaitingTask('f', { Arguments: { FunctionName: 'f' } }) }),
      'never passes $states.context.Task.Token on',
    ],
    [
      'a placeholder that is left over',
      aMachine({ Run: aTask('${ReviewFunction}') }),
      'field "Arguments": still holds the placeholder ${ReviewFunction}',
    ],
    [
      'a task timeout of zero',
      aMachine({ Run: aTask('f', { TimeoutSeconds: 0 }) }),
      'field "TimeoutSeconds": must be an expression or a whole number from 1',
    ],
    [
      'Seconds and Timestamp',
      aMachine({ Wait: { ...wait, Timestamp: '2026-03-02T09:00:00Z' } }),
      'field "Seconds": a Wait state has either',
    ],
    ['a wait of half a second', aMachine({ Wait: { ...wait, Seconds: 0.5 } }), 'field "Seconds"'],
    ['a wait of more than 99,999,999 s', aMachine({ Wait: { ...wait, Seconds: 100_000_000 } }), 'field "Seconds"'],
    [
      'a timestamp without a zone',
      aMachine({ Wait: { Type: 'Wait', Timestamp: '2026-03-02T09:00:00', End: true } }),
      'field "Timestamp"',
    ],
    [
      'a Choice without rules',
      aMachine({ 'Which?': { Type: 'Choice', Choices: [], Default: 'Done' }, Done: done }),
      'field "Choices": must have',
    ],
    [
      'a JSONPath rule',
      aMachine({
        'Which?': { Type: 'Choice', Choices: [{ Variable: '$.x', Condition: true, Next: 'Done' }] },
        Done: done,
      }),
      'field "Choices[0]/Variable"',
    ],
    [
      'a rule without a condition',
      aMachine({ 'Which?': { Type: 'Choice', Choices: [{ Next: 'Done' }] }, Done: done }),
      'field "Choices[0]/Condition"',
    ],
    ['a Retry without errors', aMachine({ Run: aTask('f', { Retry: [{}] }) }), 'field "Retry[0]/ErrorEquals"'],
    [
      'a retry interval of zero',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0 }] }) }),
      'field "Retry[0]/IntervalSeconds"',
    ],
    [
      'a falling backoff',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }) }),
      'field "Retry[0]/BackoffRate"',
    ],
    [
      'another jitter',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'HALF' }] }) }),
      'field "Retry[0]/JitterStrategy"',
    ],
    [
      'a longest delay below the interval',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] }) }),
      'field "Retry[0]/MaxDelaySeconds"',
    ],
    [
      'States.ALL in company',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }) }),
      'States.ALL must stand alone',
    ],
    [
      'States.ALL before another entry',
      aMachine({ Run: aTask('f', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }) }),
      'field "Retry[0]/ErrorEquals": States.ALL must be in the last',
    ],
    [
      'a Catch without a way on',
      aMachine({ Run: aTask('f', { Catch: [{ ErrorEquals: ['A'] }] }) }),
      'field "Catch[0]/Next"',
    ],
    [
      'a Catch with ResultPath',
      aMachine({ Run: aTask('f', { Catch: [{ ErrorEquals: ['A'], Next: 'Done', ResultPath: '$' }] }), Done: done }),
      'field "Catch[0]/ResultPath"',
    ],
    [
      'a syntax error',
      aMachine({ Go: { Type: 'Pass', Output: { a: ['{% 1 + %}'] }, End: true } }),
      'field "Output/a[0]": is not JSONata: S0207',
    ],
    [
      'an expression without an end',
      aMachine({ Go: { Type: 'Pass', Output: '{% 1', End: true } }),
      'field "Output": starts an expression',
    ],
    ['$eval', aMachine({ Go: { Type: 'Pass', Output: '{% $eval("1") %}', End: true } }), 'uses $eval'],
    [
      'a result that a Pass state does not have',
      aMachine({ Go: { Type: 'Pass', Output: '{% 1 + $states.result.x %}', End: true } }),
      'reads $states.result',
    ],
    [
      'a result before the call',
      aMachine({ Run: aTask('f', { Arguments: { FunctionName: '{% $states.result %}' } }) }),
      'field "Arguments/FunctionName": reads $states.result',
    ],
    [
      'an error output outside Catch',
      aMachine({ Run: aTask('f', { Output: '{% $states.errorOutput %}' }) }),
      'field "Output": reads $states.errorOutput',
    ],
    [
      'a variable named states',
      aMachine({ Go: { Type: 'Pass', Assign: { states: 1 }, End: true } }),
      '"states" is reserved',
    ],
    [
      'a variable that is no name',
      aMachine({ Go: { Type: 'Pass', Assign: { 'a b': 1 }, End: true } }),
      '"a b" is not a variable name',
    ],
    [
      'an Assign that is no object',
      aMachine({ Go: { Type: 'Pass', Assign: '{% {} %}', End: true } }),
      'field "Assign": must be an object',
    ],
    [
      'an Assign in Succeed',
      aMachine({ Done: { ...done, Assign: { a: 1 } } }),
      'field "Assign": is no field of a Succeed state',
    ],
    ['a Cause that is no text', aMachine({ Stop: { Type: 'Fail', Cause: { a: 1 } } }), 'field "Cause": must be a text'],
  ])('is refused for %s', (_, definition, reason) => {
    const found = reasons(definition);
    expect(found).toEqual([expect.stringContaining(reason)]);
  });

  it('may use every field that is implemented', () => {
    const every = aMachine(
      {
        Ask: aWaitingTask('f', {
          Comment: 'Waits for a person.',
          TimeoutSeconds: '{% $states.input.s %}',
          Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 9, JitterStrategy: 'FULL', Comment: 'Busy.' }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Which?', Assign: { e: '{% $states.errorOutput.Error %}' } }],
          Assign: { r: '{% $states.result %}' },
          Next: 'Which?',
        }),
        'Which?': { Type: 'Choice', Choices: [{ Condition: true, Next: 'Wait' }], Default: 'Stop' },
        Wait: { Type: 'Wait', Timestamp: '{% $now() %}', Next: 'Done' },
        Done: done,
        Stop: { Type: 'Fail', Error: 'E', Cause: '{% $states.context.State.Name %}' },
      },
      { Comment: 'All of it.', Version: '1.0', TimeoutSeconds: 99 },
    );
    expect(reasons(every)).toEqual([]);
  });
});
