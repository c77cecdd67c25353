/**
 * Cases of the application systems: events as they were accepted, chains of follow-ups, custom templates, callbacks.
 * `realm` is the type of the key: what test and team keys do stays apart from what is real. Subjects are sealed: a system may use an address as its case number.
 */
import type { Knex } from 'knex';

type Table = Knex.CreateTableBuilder;
const at = (t: Table, name: string) => t.bigInteger(name);
const publicId = (t: Table) => t.text('public_id').notNullable().unique();

const cases = async (knex: Knex) => {
  await knex.schema.createTable('case_file', (t) => {
    t.increments('id');
    publicId(t);
    t.text('system').notNullable();
    t.text('realm').notNullable();
    t.binary('subject').notNullable();
    t.binary('subject_index').notNullable();
    t.binary('facts').notNullable();
    t.text('state').notNullable();
    t.text('reason');
    // A case of a test key may have been played forward: its own now, when that is later than the hub's.
    at(t, 'played_to');
    at(t, 'created_at').notNullable();
    at(t, 'changed_at').notNullable();
    at(t, 'closed_at');
    t.text('actor').notNullable();
    t.text('cause').notNullable();
    at(t, 'purge_after').notNullable().index();
    t.unique(['system', 'realm', 'subject_index']);
    t.index(['system', 'realm', 'changed_at']);
  });
  await knex.schema.createTable('event', (t) => {
    t.increments('id');
    publicId(t);
    t.text('system').notNullable();
    t.text('realm').notNullable();
    t.text('source').notNullable();
    t.text('source_id').notNullable();
    t.text('type').notNullable();
    t.integer('case_id').index();
    // Keyed hash of the whole event: the same identity with another body is refused, and the body itself need not be kept.
    t.binary('fingerprint').notNullable();
    t.binary('request_key');
    t.binary('answer').notNullable();
    t.text('rule_revision').notNullable();
    at(t, 'happened_at');
    at(t, 'accepted_at').notNullable();
    t.text('actor').notNullable();
    t.text('cause').notNullable();
    at(t, 'purge_after').notNullable().index();
    t.unique(['system', 'realm', 'source', 'source_id']);
    t.index(['system', 'realm', 'source_id']);
  });
  await knex.schema.createTable('request_key', (t) => {
    t.text('scope').notNullable();
    t.binary('hash').notNullable();
    t.binary('fingerprint').notNullable();
    t.binary('answer');
    at(t, 'created_at').notNullable();
    at(t, 'purge_after').notNullable().index();
    t.primary(['scope', 'hash']);
  });
};

const followUps = async (knex: Knex) => {
  await knex.schema.createTable('chain', (t) => {
    t.increments('id');
    publicId(t);
    t.integer('case_id').notNullable().references('case_file.id').onDelete('CASCADE').index();
    t.integer('event_id').notNullable();
    t.text('system').notNullable();
    t.text('key_type').notNullable();
    t.text('type').notNullable();
    t.text('rule').notNullable();
    t.text('rule_revision').notNullable();
    t.text('state').notNullable();
    t.integer('letter_id').index();
    at(t, 'anchor_at');
    at(t, 'stop_at');
    t.binary('payload').notNullable();
    t.text('reason');
    at(t, 'created_at').notNullable();
    at(t, 'ended_at');
    t.text('actor').notNullable();
    t.text('cause').notNullable();
    at(t, 'purge_after').notNullable().index();
  });
  await knex.schema.createTable('follow_up', (t) => {
    t.increments('id');
    t.integer('chain_id').notNullable().references('chain.id').onDelete('CASCADE');
    t.integer('n').notNullable();
    at(t, 'due_at').notNullable();
    at(t, 'next_at').notNullable();
    t.text('state').notNullable();
    t.integer('letter_id');
    at(t, 'done_at');
    t.unique(['chain_id', 'n']);
  });
  await knex.raw(`create index follow_up_due on follow_up (next_at, id) where state = 'planned'`);
};

const templates = async (knex: Knex) => {
  await knex.schema.createTable('custom_template', (t) => {
    t.increments('id');
    publicId(t);
    t.text('system').notNullable();
    t.text('language').notNullable();
    t.text('name').notNullable();
    t.integer('version').notNullable();
    t.integer('published_version');
    at(t, 'created_at').notNullable();
    at(t, 'changed_at').notNullable();
    at(t, 'archived_at');
    t.text('actor').notNullable();
    t.index(['system', 'name']);
  });
  await knex.schema.createTable('custom_template_version', (t) => {
    t.integer('template_id').notNullable().references('custom_template.id').onDelete('CASCADE');
    t.integer('version').notNullable();
    t.text('name').notNullable();
    t.text('subject').notNullable();
    t.text('body').notNullable();
    t.text('actor').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'published_at');
    t.primary(['template_id', 'version']);
  });
};

const callbacks = async (knex: Knex) => {
  await knex.schema.createTable('callback', (t) => {
    t.increments('id');
    publicId(t);
    t.text('system').notNullable();
    t.text('url').notNullable();
    t.binary('secret').notNullable();
    t.text('state').notNullable();
    t.integer('misses').notNullable().defaultTo(0);
    at(t, 'blocked_until').notNullable().defaultTo(0);
    at(t, 'created_at').notNullable();
    at(t, 'removed_at');
    t.text('actor').notNullable();
    t.index(['system']);
  });
  await knex.schema.createTable('callback_delivery', (t) => {
    t.increments('id');
    publicId(t);
    t.integer('callback_id').notNullable().references('callback.id').onDelete('CASCADE');
    t.integer('letter_id').notNullable();
    t.binary('body').notNullable();
    t.text('state').notNullable();
    t.integer('attempts').notNullable().defaultTo(0);
    at(t, 'created_at').notNullable();
    at(t, 'next_at').notNullable();
    at(t, 'deadline_at').notNullable();
    at(t, 'lease_until').notNullable().defaultTo(0);
    at(t, 'done_at');
    t.integer('last_status');
    t.text('last_error');
    at(t, 'purge_after').notNullable().index();
    t.index(['callback_id', 'letter_id', 'id']);
  });
  await knex.raw(`create index callback_delivery_due on callback_delivery (next_at, id) where state = 'waiting'`);
  await knex.schema.createTable('callback_attempt', (t) => {
    t.increments('id');
    t.integer('delivery_id').notNullable().references('callback_delivery.id').onDelete('CASCADE').index();
    at(t, 'tried_at').notNullable();
    t.integer('status');
    t.text('error');
    t.integer('took_ms').notNullable();
  });
};

const letters = async (knex: Knex) => {
  await knex.schema.alterTable('letter', (t) => {
    // Row id of a letter that must be final before this one is claimed, for order across threads: the inquiry password leaves after the
    // letter with the reference number, yet never in its thread. store/letterClaims.ts asks for it beside the thread.
    t.integer('after_letter');
  });
  await knex.raw(`create index letter_notify on letter (system, key_type, created_at, id) where cause = 'notify'`);
};

export const up = async (knex: Knex): Promise<void> => {
  await cases(knex);
  await followUps(knex);
  await templates(knex);
  await callbacks(knex);
  await letters(knex);
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
