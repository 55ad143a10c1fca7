import { email } from './email-collector.ts';

export default email;
