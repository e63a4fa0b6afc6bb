/** Words that stand nowhere else, one for each place in which somebody can leave something personal. */
export const CANARIES = {
  name: 'Canaryname',
  email: 'canaryaddress@resident.example',
  phone: '617-555-0199-canary',
  description: 'canarydescription',
  address: 'Canarystreet',
  answer: 'canaryanswer',
  sourceId: 'canarysource',
  note: 'canarynote',
  reference: 'CANARYREFERENCE',
  resolution: 'canaryresolution',
  comment: 'canarycomment',
  reopening: 'canaryreopening',
  concern: 'canaryconcern',
  contact: 'canarycontact',
  acknowledgement: 'canaryacknowledgement',
  question: 'canaryquestion',
  reply: 'canaryreply',
  detail: 'canarydetail',
  decline: 'canarydecline',
  task: 'canarytask',
  audit: 'canaryaudit',
  found: 'Canaryfound',
  update: 'canaryupdate',
  neighbor: 'Canaryneighbor',
} as const;

/** A sentence with a canary in it, long enough for every field. */
export const says = (canary: keyof typeof CANARIES): string => `They told the office so, says ${CANARIES[canary]}.`;
