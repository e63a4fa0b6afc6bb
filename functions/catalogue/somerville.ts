import animalControl from './somerville/animal-control.json' with { type: 'json' };
import artsCouncil from './somerville/arts-council.json' with { type: 'json' };
import assessing from './somerville/assessing.json' with { type: 'json' };
import capitalProjects from './somerville/capital-projects.json' with { type: 'json' };
import cityClerk from './somerville/city-clerk.json' with { type: 'json' };
import communications from './somerville/communications.json' with { type: 'json' };
import constituentServices from './somerville/constituent-services.json' with { type: 'json' };
import dcr from './somerville/dcr.json' with { type: 'json' };
import dpwBuildingsGrounds from './somerville/dpw-buildings-grounds.json' with { type: 'json' };
import dpwHighway from './somerville/dpw-highway.json' with { type: 'json' };
import dpwLightsLines from './somerville/dpw-lights-lines.json' with { type: 'json' };
import dpwSanitation from './somerville/dpw-sanitation.json' with { type: 'json' };
import economicDevelopment from './somerville/economic-development.json' with { type: 'json' };
import elections from './somerville/elections.json' with { type: 'json' };
import emergencyManagement from './somerville/emergency-management.json' with { type: 'json' };
import engineering from './somerville/engineering.json' with { type: 'json' };
import eversource from './somerville/eversource.json' with { type: 'json' };
import fire from './somerville/fire.json' with { type: 'json' };
import fireAlarm from './somerville/fire-alarm.json' with { type: 'json' };
import healthHumanServices from './somerville/health-human-services.json' with { type: 'json' };
import housing from './somerville/housing.json' with { type: 'json' };
import humanResources from './somerville/human-resources.json' with { type: 'json' };
import informationTechnology from './somerville/information-technology.json' with { type: 'json' };
import inspectionalServices from './somerville/inspectional-services.json' with { type: 'json' };
import law from './somerville/law.json' with { type: 'json' };
import licensing from './somerville/licensing.json' with { type: 'json' };
import massdot from './somerville/massdot.json' with { type: 'json' };
import mayorsOffice from './somerville/mayors-office.json' with { type: 'json' };
import mbta from './somerville/mbta.json' with { type: 'json' };
import nationalGrid from './somerville/national-grid.json' with { type: 'json' };
import planningZoning from './somerville/planning-zoning.json' with { type: 'json' };
import police from './somerville/police.json' with { type: 'json' };
import procurement from './somerville/procurement.json' with { type: 'json' };
import schools from './somerville/schools.json' with { type: 'json' };
import somerstat from './somerville/somerstat.json' with { type: 'json' };
import streetLightContractor from './somerville/street-light-contractor.json' with { type: 'json' };
import sustainability from './somerville/sustainability.json' with { type: 'json' };
import trafficParking from './somerville/traffic-parking.json' with { type: 'json' };
import transportationInfrastructure from './somerville/transportation-infrastructure.json' with { type: 'json' };
import trashHauler from './somerville/trash-hauler.json' with { type: 'json' };
import treasury from './somerville/treasury.json' with { type: 'json' };
import waterSewer from './somerville/water-sewer.json' with { type: 'json' };
import { CITY_TIME_ZONE, type CatalogueSource } from './source.ts';

/**
 * A Somerville-shaped city. Groups, departments, outside agencies and some types by name are public; the other names and who
 * owns what are ours, and each agreement's `source` and `note` say where its target comes from.
 */
export const somerville: CatalogueSource = {
  name: 'somerville',
  version: '1',
  timeZone: CITY_TIME_ZONE,
  groups: [
    'Animals & Pets',
    'City & School Buildings',
    'Graffiti',
    'Health & Neighborhood',
    'Parks & Playgrounds',
    'Sidewalks & Streets',
    'Snow',
    'Parking',
    'Trash & Recycling',
    'Trees',
    'Utilities',
    'Street Lights & Traffic Signals',
    'Unknown/Miscellaneous',
  ],
  calendars: ['somerville-business', 'somerville-always'],
  effectiveFrom: '2026-01-01',
  firstDay: true,
  quietHours: true,
  location: { service: 'required', information: 'none', feedback: 'optional' },
  files: {
    'animal-control': animalControl,
    'arts-council': artsCouncil,
    assessing,
    'capital-projects': capitalProjects,
    'city-clerk': cityClerk,
    communications,
    'constituent-services': constituentServices,
    dcr,
    'dpw-buildings-grounds': dpwBuildingsGrounds,
    'dpw-highway': dpwHighway,
    'dpw-lights-lines': dpwLightsLines,
    'dpw-sanitation': dpwSanitation,
    'economic-development': economicDevelopment,
    elections,
    'emergency-management': emergencyManagement,
    engineering,
    eversource,
    fire,
    'fire-alarm': fireAlarm,
    'health-human-services': healthHumanServices,
    housing,
    'human-resources': humanResources,
    'information-technology': informationTechnology,
    'inspectional-services': inspectionalServices,
    law,
    licensing,
    massdot,
    'mayors-office': mayorsOffice,
    mbta,
    'national-grid': nationalGrid,
    'planning-zoning': planningZoning,
    police,
    procurement,
    schools,
    somerstat,
    'street-light-contractor': streetLightContractor,
    sustainability,
    'traffic-parking': trafficParking,
    'transportation-infrastructure': transportationInfrastructure,
    'trash-hauler': trashHauler,
    treasury,
    'water-sewer': waterSewer,
  },
};
