import { web } from './web-collector.ts';

export default web;
