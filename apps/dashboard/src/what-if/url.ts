import { createLoader, createSerializer, type inferParserType } from 'nuqs/server';
import { rangeParams } from '@/lib/search-params';
import { whatIfParams } from './params';

const params = { ...rangeParams, ...whatIfParams };

/** What the URL of What if says. */
export type WhatIfParams = inferParserType<typeof params>;

export const loadWhatIfParams = createLoader(params);

/** Adds to a path what What if shows. */
export const whatIfUrl = createSerializer(params);
