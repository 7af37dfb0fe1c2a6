// Three people who do not exist, as FranceConnect tells of them: the pivot identity and, where known, a mail address.
import { createHash } from 'node:crypto';

const FRANCE = '99100';

export const PERSONNES = {
  eloise: {
    given_name: 'Éloïse Marie Françoise',
    given_name_array: ['Éloïse', 'Marie', 'Françoise'],
    family_name: 'LEFÈVRE-NOËL',
    preferred_username: 'GARÇON',
    gender: 'female',
    birthdate: '1998-08-24',
    birthplace: '30189',
    birthcountry: FRANCE,
    email: 'eloise.garcon@exemple.example.fr',
  },
  theo: {
    given_name: 'Théo Gaël',
    given_name_array: ['Théo', 'Gaël'],
    family_name: 'ÇELIKKOL',
    gender: 'male',
    birthdate: '2006-02-03',
    birthplace: '',
    birthcountry: '99208',
    email: 'theo.celikkol@exemple.example.fr',
  },
  loic: {
    given_name: 'Loïc Jérémie',
    given_name_array: ['Loïc', 'Jérémie'],
    family_name: "N'GUÉMA",
    gender: 'male',
    birthdate: '2005-12-31',
    birthplace: '97411',
    birthcountry: FRANCE,
  },
};

// What each scope gives, as FranceConnect v2 has it; `profile` and `identite_pivot` are bundles of the others.
export const CLAIMS = {
  openid: ['sub'],
  given_name: ['given_name', 'given_name_array'],
  family_name: ['family_name'],
  preferred_username: ['preferred_username'],
  gender: ['gender'],
  birthdate: ['birthdate'],
  birthplace: ['birthplace'],
  birthcountry: ['birthcountry'],
  email: ['email'],
};

export const sub = (id) => `${createHash('sha256').update(`franceconnect ${id}`).digest('hex')}v1`;

const PAR_SUB = new Map(Object.entries(PERSONNES).map(([id, personne]) => [sub(id), personne]));

export function findAccount(_, accountId) {
  const personne = PAR_SUB.get(accountId);
  return personne && { accountId, claims: () => ({ sub: accountId, ...personne }) };
}
