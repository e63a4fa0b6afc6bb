import anml from './boston/anml.json' with { type: 'json' };
import btdt from './boston/btdt.json' with { type: 'json' };
import bwsc from './boston/bwsc.json' with { type: 'json' };
import cht from './boston/cht.json' with { type: 'json' };
import disb from './boston/disb.json' with { type: 'json' };
import gen from './boston/gen.json' with { type: 'json' };
import hsO from './boston/hs-o.json' with { type: 'json' };
import hsY from './boston/hs-y.json' with { type: 'json' };
import info from './boston/info.json' with { type: 'json' };
import isd from './boston/isd.json' with { type: 'json' };
import park from './boston/park.json' with { type: 'json' };
import prop from './boston/prop.json' with { type: 'json' };
import pwdx from './boston/pwdx.json' with { type: 'json' };
import { CITY_TIME_ZONE, type CatalogueSource } from './source.ts';

/**
 * Boston as its open data of 2015 shows it: the types, the owning departments and both versions of every promise, by which a
 * replay of real requests is judged. A type that the city gave no target, or one of zero days, has none.
 */
export const boston: CatalogueSource = {
  name: 'boston',
  version: '1',
  timeZone: CITY_TIME_ZONE,
  groups: [
    'Abandoned Bicycle',
    'Administration',
    'Administrative & General Requests',
    'Air Pollution Control',
    'Alert Boston',
    'Animal Issues',
    'Billing',
    'Boston Bikes',
    'Bridge Maintenance',
    'Building',
    'Call Inquiry',
    'Catchbasin',
    'Cemetery',
    'Code Enforcement',
    'Consumer Affairs Issues',
    'Disability',
    'Employee & General Comments',
    'Enforcement & Abandoned Vehicles',
    'Environmental Services',
    'Fire Department',
    'Fire Hydrant',
    'General Request',
    'Generic Noise Disturbance',
    'Graffiti',
    'Health',
    'Highway Maintenance',
    'Housing',
    'Investigations and Enforcement',
    'MBTA',
    'Massport',
    'Metrolist',
    'Needle Program',
    'Neighborhood Services Issues',
    'Noise Disturbance',
    'Notification',
    'Office of The Parking Clerk',
    'Operations',
    'Park Maintenance & Safety',
    'Parking Complaints',
    'Participatory Budgeting Idea Collection',
    'Pothole',
    'Programs',
    'Recycling',
    'Sanitation',
    'Signs & Signals',
    'Street Cleaning',
    'Street Lights',
    'Survey',
    'Traffic Management & Engineering',
    'Trees',
    'Valet',
    'Water Issues',
    'Weights and Measures',
  ],
  calendars: ['boston-business', 'boston-always'],
  effectiveFrom: '2014-01-01',
  firstDay: false,
  quietHours: false,
  location: { service: 'optional', information: 'optional', feedback: 'optional' },
  files: { anml, btdt, bwsc, cht, disb, gen, 'hs-o': hsO, 'hs-y': hsY, info, isd, park, prop, pwdx },
};
