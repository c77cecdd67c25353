/** The places of the console: one table for the menu, the keyboard and the rights they need. */

import systemIcon from '@mui/icons-material/AccountTreeOutlined';
import peopleIcon from '@mui/icons-material/BadgeOutlined';
import suppressionIcon from '@mui/icons-material/BlockOutlined';
import bulletinIcon from '@mui/icons-material/CampaignOutlined';
import templateIcon from '@mui/icons-material/DraftsOutlined';
import auditIcon from '@mui/icons-material/FactCheckOutlined';
import caseIcon from '@mui/icons-material/FolderOutlined';
import suspensionIcon from '@mui/icons-material/FrontHandOutlined';
import termsIcon from '@mui/icons-material/GavelOutlined';
import homeIcon from '@mui/icons-material/HomeOutlined';
import deliveryIcon from '@mui/icons-material/LocalShippingOutlined';
import letterIcon from '@mui/icons-material/MailOutlined';
import rulebookIcon from '@mui/icons-material/MenuBookOutlined';
import arrivalIcon from '@mui/icons-material/MoveToInboxOutlined';
import suspendedIcon from '@mui/icons-material/PauseCircleOutlined';
import workIcon from '@mui/icons-material/PendingActionsOutlined';
import readerIcon from '@mui/icons-material/PersonSearchOutlined';
import newsIcon from '@mui/icons-material/PublicOutlined';
import pljaIcon from '@mui/icons-material/SpellcheckOutlined';
import mailTypeIcon from '@mui/icons-material/StyleOutlined';
import taskIcon from '@mui/icons-material/TaskOutlined';
import topicIcon from '@mui/icons-material/TopicOutlined';
import settingIcon from '@mui/icons-material/TuneOutlined';
import importIcon from '@mui/icons-material/UploadFileOutlined';
import blockIcon from '@mui/icons-material/ViewAgendaOutlined';
import keyIcon from '@mui/icons-material/VpnKeyOutlined';
import callbackIcon from '@mui/icons-material/WebhookOutlined';
import type { Right } from '../../server/contract/rights.ts';

export type Place = {
  /** Below #/, and the name of its words in resources. */
  name: string;
  icon: typeof homeIcon;
  /** One of them is enough. */
  rights: readonly Right[];
  group: 'write' | 'people' | 'mail' | 'run' | 'house';
  /** After `g`. */
  key: string;
};

export const home = { icon: homeIcon, key: 'h' } as const;

export const places: readonly Place[] = [
  { name: 'bulletins', icon: bulletinIcon, rights: ['bulletin.see'], group: 'write', key: 'b' },
  { name: 'news', icon: newsIcon, rights: ['bulletin.see'], group: 'write', key: 'f' },
  { name: 'terms', icon: termsIcon, rights: ['bulletin.see'], group: 'write', key: 'g' },
  { name: 'topics', icon: topicIcon, rights: ['topic.see'], group: 'write', key: 't' },
  { name: 'plja', icon: pljaIcon, rights: ['bulletin.see'], group: 'write', key: 'j' },
  { name: 'blocks', icon: blockIcon, rights: ['bulletin.see'], group: 'write', key: '1' },
  { name: 'readers', icon: readerIcon, rights: ['reader.count', 'reader.find'], group: 'people', key: 'r' },
  { name: 'suspended', icon: suspendedIcon, rights: ['suppression.see'], group: 'people', key: 's' },
  { name: 'suppressions', icon: suppressionIcon, rights: ['suppression.see'], group: 'people', key: 'x' },
  { name: 'suspensions', icon: suspensionIcon, rights: ['suppression.see'], group: 'people', key: 'v' },
  { name: 'imports', icon: importIcon, rights: ['reader.import'], group: 'people', key: 'i' },
  { name: 'letters', icon: letterIcon, rights: ['letter.find'], group: 'mail', key: 'l' },
  { name: 'arrivals', icon: arrivalIcon, rights: ['arrival.see'], group: 'mail', key: 'z' },
  { name: 'cases', icon: caseIcon, rights: ['letter.control'], group: 'mail', key: 'c' },
  { name: 'mail-types', icon: mailTypeIcon, rights: ['mailType.see'], group: 'mail', key: 'm' },
  { name: 'templates', icon: templateIcon, rights: ['mailType.see'], group: 'mail', key: 'n' },
  { name: 'rulebook', icon: rulebookIcon, rights: ['rulebook.see'], group: 'mail', key: 'u' },
  { name: 'tasks', icon: taskIcon, rights: ['task.see'], group: 'run', key: 'k' },
  { name: 'delivery', icon: deliveryIcon, rights: ['delivery.see'], group: 'run', key: 'd' },
  { name: 'works', icon: workIcon, rights: ['delivery.see'], group: 'run', key: 'o' },
  { name: 'callbacks', icon: callbackIcon, rights: ['callback.see'], group: 'run', key: 'w' },
  { name: 'keys', icon: keyIcon, rights: ['key.see'], group: 'house', key: 'y' },
  { name: 'people', icon: peopleIcon, rights: ['person.see'], group: 'house', key: 'p' },
  { name: 'systems', icon: systemIcon, rights: ['setting.see'], group: 'house', key: 'q' },
  { name: 'settings', icon: settingIcon, rights: ['setting.see'], group: 'house', key: 'e' },
  { name: 'audit', icon: auditIcon, rights: ['audit.see'], group: 'house', key: 'a' },
];

export const groups = ['write', 'people', 'mail', 'run', 'house'] as const;
export const mayEnter = (place: Place, rights: readonly string[]): boolean =>
  place.rights.some((right) => rights.includes(right));
