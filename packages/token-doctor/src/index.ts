export {
  examine,
  type ExamineOptions,
  type Examination,
  type ShownMember,
  type ShownToken,
} from './evidence/examine.js';
