import { book } from './book-collector.ts';

export default book;
