const MOST_ANSWERS = 4096;

/**
 * Returns a function that keeps the answers of another one for texts, a limited number of them. An app has the same texts in many
 * objects. Errors are not kept.
 *
 * @param longest the most characters of a text whose answer is kept
 */
export function remembered<Answer>(ask: (text: string) => Answer, longest: number): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    if (text.length > longest) return ask(text);
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = ask(text);
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
