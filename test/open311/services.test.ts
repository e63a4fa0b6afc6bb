import { describe, expect, test } from 'vitest';
import { changedAt } from '../../functions/open311/changeset.ts';
import { discovery } from '../../functions/open311/discovery.ts';
import { serviceDefinition, serviceList, serviceOf } from '../../functions/open311/services.ts';
import { DAY, TUESDAY, somerville } from '../support/builders.ts';
import { faultsOf } from './schemas.ts';

const services = serviceList(somerville, TUESDAY) as { service_code: string; metadata: boolean; description: string }[];

describe('the services', () => {
  test('are documents of the standard', () => expect(faultsOf('services', services)).toEqual([]));

  test('R17: are the public types of the catalogue, and no private one', () => {
    const open = [...somerville.types.values()].filter(({ privacy }) => privacy === 'public');
    expect(services.map(({ service_code }) => service_code)).toEqual(open.map(({ code }) => code));
    expect(services.length).toBeGreaterThan(200);
    expect(services.length).toBeLessThan(somerville.types.size);
    expect(serviceOf('housing-complaint', somerville)).toBeUndefined();
  });

  test('say who sees to it and how long it takes, and of an emergency first whom to call', () => {
    expect(services.find(({ service_code }) => service_code === 'pothole')?.description).toBe(
      'Seen to by DPW Highway. Most are done within 2 business days.',
    );
    for (const { service_code, description } of services) {
      expect(description.startsWith('If anyone is in danger, call 911 first.'), service_code).toBe(
        somerville.types.get(service_code)?.emergency,
      );
    }
  });
});

describe('R32: the definition of a service', () => {
  const definitions = services.map(({ service_code }) => {
    const type = serviceOf(service_code, somerville);
    if (!type) throw new Error(service_code);
    return {
      type,
      definition: serviceDefinition(type) as { attributes: { order: number; datatype: string; values?: unknown[] }[] },
    };
  });

  test('is a document of the standard', () => {
    for (const { definition } of definitions) expect(faultsOf('serviceDefinition', definition)).toEqual([]);
  });

  test('has attributes where the list says that there are metadata, and only there', () => {
    for (const [index, { definition }] of definitions.entries())
      expect(definition.attributes.length > 0).toBe(services[index]?.metadata);
  });

  test('numbers its attributes from 1 and no number twice', () => {
    for (const { definition } of definitions)
      expect(definition.attributes.map(({ order }) => order)).toEqual(
        definition.attributes.map((_, index) => index + 1),
      );
  });

  test('lists values for lists, and for nothing else', () => {
    const kinds = new Set<string>();
    for (const { definition } of definitions) {
      for (const { datatype, values } of definition.attributes) {
        kinds.add(datatype);
        expect(values !== undefined).toBe(datatype === 'singlevaluelist');
      }
    }
    expect([...kinds].sort()).toEqual(['datetime', 'number', 'singlevaluelist', 'text']);
  });
});

describe('discovery', () => {
  const at = (environment: string) =>
    discovery({
      publicUrl: 'https://311.city.example',
      contact: '311@city.example',
      environment,
      changeset: '2026-01-01T00:00:00Z',
    });

  test('is a document of its standard', () => expect(faultsOf('discovery', at('production'))).toEqual([]));

  test('tells the real endpoint from a test', () => {
    expect(
      ['production', 'staging', 'local'].map((name) => JSON.stringify(at(name)).includes('"type":"production"')),
    ).toEqual([true, false, false]);
  });

  test('changes with the services: at the deployed catalogue’s first day, or when a published one began', () => {
    expect(changedAt('somerville', { newest: 1, beginnings: [] }, TUESDAY)).toBe(Date.UTC(2026, 0, 1));
    const beginnings = [
      { version: 2, activeAt: TUESDAY - DAY },
      { version: 3, activeAt: TUESDAY + DAY },
    ];
    expect(changedAt('somerville', { newest: 3, beginnings }, TUESDAY)).toBe(TUESDAY - DAY);
  });
});
