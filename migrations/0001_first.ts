/**
 * The first tables. Everything that is expensive to add later stands here from the start: public ids apart from integer keys, revisions,
 * lease tokens and workers, append-only attempts, queues, counters, sealed values, actor and cause, purge_after, holds, epochs.
 * Times are epoch milliseconds. Sealed values name their place as 'table|column|public id' (server/lib/seal.ts).
 */
import type { Knex } from 'knex';

type Table = Knex.CreateTableBuilder;
const at = (t: Table, name: string) => t.bigInteger(name);
const publicId = (t: Table) => t.text('public_id').notNullable().unique();
/** Who did it and why: on every row that an API or a person makes. */
const origin = (t: Table) => {
  t.text('actor').notNullable();
  t.text('cause').notNullable();
  t.text('system').notNullable();
};

const house = async (knex: Knex) => {
  await knex.schema.createTable('meta', (t) => {
    t.text('name').primary();
    t.text('value').notNullable();
  });
  await knex.schema.createTable('job', (t) => {
    t.text('name').primary();
    at(t, 'next_at').notNullable();
    at(t, 'lease_until').notNullable().defaultTo(0);
    t.text('worker');
    at(t, 'last_began');
    at(t, 'last_ended');
    t.text('last_error');
  });
  await knex.schema.createTable('worker', (t) => {
    t.text('id').primary();
    t.text('roles').notNullable();
    t.text('host').notNullable();
    t.integer('pid').notNullable();
    at(t, 'started_at').notNullable();
    at(t, 'beat_at').notNullable();
  });
  await knex.schema.createTable('hold', (t) => {
    t.text('kind').notNullable();
    t.text('target').notNullable();
    t.text('reason').notNullable();
    t.text('actor').notNullable();
    at(t, 'held_at').notNullable();
    t.primary(['kind', 'target']);
  });
  await knex.schema.createTable('text_revision', (t) => {
    t.text('kind').notNullable();
    t.text('revision').notNullable();
    t.text('body').notNullable();
    at(t, 'created_at').notNullable();
    t.primary(['kind', 'revision']);
  });
  await knex.schema.createTable('rate_use', (t) => {
    t.text('scope').notNullable();
    t.binary('who').notNullable();
    at(t, 'window').notNullable();
    t.integer('used').notNullable();
    at(t, 'purge_after').notNullable().index();
    t.primary(['scope', 'who', 'window']);
  });
  await knex.schema.createTable('used_form', (t) => {
    t.binary('hash').primary();
    t.text('answer');
    at(t, 'used_at').notNullable();
    at(t, 'purge_after').notNullable().index();
  });
};

const readers = async (knex: Knex, sqlite: boolean) => {
  await knex.schema.createTable('topic_group', (t) => {
    t.increments('id');
    publicId(t);
    t.text('code').notNullable().unique();
    t.text('names').notNullable();
    t.integer('sort').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'retired_at');
  });
  await knex.schema.createTable('topic', (t) => {
    t.increments('id');
    publicId(t);
    t.integer('group_id').notNullable().references('topic_group.id');
    t.text('code').notNullable().unique();
    t.text('names').notNullable();
    t.text('descriptions').notNullable();
    t.integer('sort').notNullable();
    t.integer('needs_date').notNullable().defaultTo(0);
    at(t, 'created_at').notNullable();
    at(t, 'retired_at');
  });
  await knex.schema.createTable('reader', (t) => {
    t.increments('id');
    at(t, 'public_id').notNullable().unique();
    t.binary('email').notNullable();
    t.binary('email_index').notNullable().unique();
    t.text('domain').notNullable();
    t.text('language').notNullable();
    t.text('state').notNullable();
    t.integer('link_epoch').notNullable().defaultTo(0);
    t.integer('soft_bounces').notNullable().defaultTo(0);
    at(t, 'first_soft_at');
    t.text('suspended_reason');
    at(t, 'suspended_at');
    at(t, 'created_at').notNullable();
    at(t, 'confirmed_at');
    at(t, 'changed_at').notNullable();
    at(t, 'left_at');
    t.binary('stay_expires_on');
    t.text('actor').notNullable();
    t.text('cause').notNullable();
    at(t, 'purge_after').index();
    t.index(['state', 'domain']);
  });
  await knex.raw(
    `create table reader_topic (topic_id integer not null references topic(id), reader_id integer not null references reader(id) on delete cascade,
     primary key (topic_id, reader_id))${sqlite ? ' without rowid' : ''}`,
  );
  await knex.raw('create index reader_topic_reader on reader_topic (reader_id, topic_id)');
  await knex.schema.createTable('consent', (t) => {
    t.increments('id');
    publicId(t);
    t.integer('reader_id').notNullable().references('reader.id').onDelete('CASCADE').index();
    at(t, 'consented_at').notNullable();
    t.text('source').notNullable();
    t.text('language').notNullable();
    t.text('terms_version').notNullable();
    t.text('screen_version').notNullable();
    t.binary('network');
    at(t, 'purge_after');
  });
  await knex.schema.createTable('token', (t) => {
    t.increments('id');
    publicId(t);
    t.text('purpose').notNullable();
    t.binary('hash').notNullable().unique();
    t.integer('reader_id').references('reader.id').onDelete('CASCADE').index();
    t.binary('payload').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'expires_at').notNullable();
    at(t, 'used_at');
    at(t, 'purge_after').notNullable().index();
  });
  await knex.schema.createTable('suppression', (t) => {
    t.increments('id');
    publicId(t);
    t.binary('email').notNullable();
    t.binary('email_index').notNullable();
    t.text('domain').notNullable();
    t.text('scope').notNullable();
    t.text('reason').notNullable();
    t.text('origin').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'lifted_at');
    t.text('lifted_by');
    t.text('lifted_reason');
    at(t, 'purge_after');
    t.index(['email_index', 'scope']);
  });
};

const outbox = async (knex: Knex) => {
  await knex.schema.createTable('queue', (t) => {
    t.increments('id');
    t.text('name').notNullable().unique();
    t.text('lane').notNullable();
    t.integer('bulletin_id');
    t.text('domain_class').notNullable();
    t.integer('priority').notNullable();
    at(t, 'next_at').notNullable();
    t.integer('rate_per_second');
    t.integer('connections');
    at(t, 'blocked_until').notNullable().defaultTo(0);
    t.text('blocked_reason');
    t.index(['lane', 'next_at']);
  });
  await knex.schema.createTable('token_bucket', (t) => {
    t.text('name').primary();
    at(t, 'second').notNullable();
    t.integer('used').notNullable();
  });
  await knex.schema.createTable('letter', (t) => {
    t.increments('id');
    publicId(t);
    t.text('type').notNullable();
    t.text('revision').notNullable();
    t.text('languages').notNullable();
    t.integer('queue_id').notNullable().references('queue.id');
    t.text('role').notNullable();
    t.binary('recipient').notNullable();
    t.binary('recipient_index').notNullable();
    t.text('domain').notNullable();
    t.integer('reader_id').references('reader.id').onDelete('SET NULL').index();
    t.binary('variables').notNullable();
    t.binary('secrets');
    t.text('thread_key');
    t.integer('thread_seq').notNullable().defaultTo(0);
    t.text('dedupe_key').notNullable().unique();
    t.text('guard_key').index();
    origin(t);
    t.text('key_type').notNullable().defaultTo('live');
    t.integer('event_id').index();
    t.integer('case_id').index();
    t.text('reference');
    t.text('state').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'next_at').notNullable();
    at(t, 'deadline_at').notNullable();
    at(t, 'expires_at');
    t.integer('attempts').notNullable().defaultTo(0);
    t.integer('crashes').notNullable().defaultTo(0);
    at(t, 'lease_token');
    at(t, 'lease_until');
    t.text('worker');
    t.text('message_id').notNullable();
    at(t, 'sent_at');
    at(t, 'final_at');
    t.text('reason');
    t.text('reply');
    at(t, 'secrets_erased_at');
    at(t, 'purge_after').index();
    t.index(['thread_key', 'thread_seq']);
    t.index(['recipient_index', 'created_at']);
  });
  await knex.raw(
    `create index letter_claim on letter (queue_id, next_at, id) where state in ('planned', 'waiting', 'deferred', 'held')`,
  );
  await knex.raw(`create index letter_sending on letter (lease_until) where state = 'sending'`);
  await knex.schema.createTable('attempt', (t) => {
    t.bigIncrements('id');
    t.integer('letter_id').index();
    t.integer('bulletin_id');
    t.integer('reader_id');
    at(t, 'tried_at').notNullable();
    t.text('worker').notNullable();
    t.text('relay').notNullable();
    t.text('result').notNullable();
    t.text('stage');
    t.text('reply');
    t.text('reason');
    at(t, 'purge_after').notNullable().index();
    t.index(['bulletin_id', 'reader_id']);
  });
  await knex.schema.createTable('outcome', (t) => {
    t.bigIncrements('id');
    t.integer('letter_id').index();
    t.integer('bulletin_id');
    t.integer('reader_id').index();
    t.text('kind').notNullable();
    t.text('reason');
    t.text('reply');
    at(t, 'happened_at').notNullable();
    at(t, 'applied_at');
    at(t, 'purge_after').notNullable().index();
  });
  await knex.raw('create index outcome_open on outcome (id) where applied_at is null');
};

const bulletins = async (knex: Knex, sqlite: boolean) => {
  await knex.schema.createTable('bulletin', (t) => {
    t.increments('id');
    publicId(t);
    t.text('kind').notNullable();
    t.text('state').notNullable();
    t.text('reason');
    t.integer('revision').notNullable().defaultTo(1);
    t.text('template_revision');
    t.text('audience').notNullable();
    t.text('approved_hash');
    t.integer('priority').notNullable().defaultTo(0);
    origin(t);
    at(t, 'created_at').notNullable();
    at(t, 'changed_at').notNullable();
    at(t, 'scheduled_at');
    at(t, 'held_until');
    at(t, 'started_at');
    at(t, 'send_day');
    at(t, 'finished_at');
    at(t, 'deadline_at');
    t.integer('cursor_id').notNullable().defaultTo(0);
    t.integer('cut_id').notNullable().defaultTo(0);
    t.integer('expanded').notNullable().defaultTo(0);
    t.integer('parent_id').references('bulletin.id');
    at(t, 'purge_after');
    t.index(['state', 'scheduled_at']);
  });
  await knex.schema.createTable('bulletin_text', (t) => {
    t.integer('bulletin_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.integer('revision').notNullable();
    t.text('language').notNullable();
    t.text('subject').notNullable();
    t.text('body').notNullable();
    t.text('actor').notNullable();
    at(t, 'created_at').notNullable();
    t.primary(['bulletin_id', 'revision', 'language']);
  });
  await knex.schema.createTable('bulletin_topic', (t) => {
    t.integer('bulletin_id').notNullable().references('bulletin.id').onDelete('CASCADE');
    t.integer('topic_id').notNullable().references('topic.id');
    t.primary(['bulletin_id', 'topic_id']);
  });
  await knex.raw(
    `create table bulletin_recipient (
       bulletin_id integer not null, reader_id integer not null, language text not null, queue_id integer not null,
       state text not null, attempts integer not null default 0, crashes integer not null default 0, next_at bigint not null,
       lease_token bigint, lease_until bigint, worker text, sent_at bigint, reason text, reply text,
       primary key (bulletin_id, reader_id))${sqlite ? ' without rowid' : ''}`,
  );
  await knex.raw(
    `create index bulletin_recipient_claim on bulletin_recipient (queue_id, next_at, reader_id) where state in ('waiting', 'deferred')`,
  );
  await knex.raw(`create index bulletin_recipient_sending on bulletin_recipient (lease_until) where state = 'sending'`);
  await knex.raw('create index bulletin_recipient_reader on bulletin_recipient (reader_id)');
  // Kept by the transactions that change the rows, never counted while people wait; `hub verify` recounts.
  await knex.schema.createTable('bulletin_count', (t) => {
    t.integer('bulletin_id').notNullable();
    t.text('language').notNullable();
    t.integer('queue_id').notNullable();
    t.text('state').notNullable();
    t.bigInteger('n').notNullable();
    t.primary(['bulletin_id', 'language', 'queue_id', 'state']);
  });
};

const people = async (knex: Knex) => {
  await knex.schema.createTable('operator', (t) => {
    t.increments('id');
    publicId(t);
    t.binary('email').notNullable();
    t.binary('email_index').notNullable().unique();
    t.binary('name').notNullable();
    t.text('language').notNullable();
    t.text('roles').notNullable();
    t.text('bureaus').notNullable();
    t.text('state').notNullable();
    t.text('password_hash');
    t.binary('totp_secret');
    at(t, 'totp_step');
    t.text('recovery_hashes');
    t.integer('misses').notNullable().defaultTo(0);
    at(t, 'locked_until');
    at(t, 'created_at').notNullable();
    at(t, 'changed_at').notNullable();
    t.text('actor').notNullable();
    at(t, 'purge_after');
  });
  await knex.schema.createTable('operator_session', (t) => {
    t.increments('id');
    publicId(t);
    t.binary('hash').notNullable().unique();
    t.integer('operator_id').notNullable().references('operator.id').onDelete('CASCADE').index();
    at(t, 'created_at').notNullable();
    at(t, 'seen_at').notNullable();
    at(t, 'expires_at').notNullable();
    at(t, 'confirmed_at');
    t.binary('network');
    t.text('agent');
    at(t, 'ended_at');
    at(t, 'purge_after').notNullable().index();
  });
  await knex.schema.createTable('audit', (t) => {
    t.integer('seq').primary();
    at(t, 'happened_at').notNullable();
    t.text('actor').notNullable();
    t.text('action').notNullable();
    t.text('object').notNullable();
    t.text('before');
    t.text('after');
    t.text('reason');
    t.text('prev_hash').notNullable();
    t.text('hash').notNullable().unique();
    t.index(['object']);
  });
  await knex.schema.createTable('system', (t) => {
    t.text('code').primary();
    t.text('uuid').notNullable().unique();
    t.text('settings').notNullable();
    at(t, 'changed_at').notNullable();
  });
  await knex.schema.createTable('api_key', (t) => {
    t.increments('id');
    publicId(t);
    t.text('system').notNullable();
    t.text('name').notNullable();
    t.text('type').notNullable();
    t.binary('hash').notNullable().unique();
    t.binary('secret').notNullable();
    t.binary('allow_list');
    t.text('actor').notNullable();
    at(t, 'created_at').notNullable();
    at(t, 'expires_at');
    at(t, 'revoked_at');
    at(t, 'last_used_at');
    t.index(['system']);
  });
  await knex.schema.createTable('task', (t) => {
    t.increments('id');
    publicId(t);
    t.text('kind').notNullable();
    t.text('object').notNullable();
    t.text('facts').notNullable();
    t.text('state').notNullable();
    at(t, 'opened_at').notNullable();
    at(t, 'closed_at');
    t.text('closed_by');
    t.text('closed_reason');
    t.unique(['kind', 'object']);
  });
};

export const up = async (knex: Knex): Promise<void> => {
  const sqlite = knex.client.config.client !== 'pg';
  await house(knex);
  await readers(knex, sqlite);
  await outbox(knex);
  await bulletins(knex, sqlite);
  await people(knex);
};

export const down = async (): Promise<void> => {
  throw new Error('the first migration is not undone: restore a backup');
};
