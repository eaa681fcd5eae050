import { makeApi } from './api.js';

export default makeApi();
