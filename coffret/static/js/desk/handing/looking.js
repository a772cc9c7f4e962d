// The pictures looked at before they are sent, with the rules and the words of the checker; their content is named by its
// SHA-256, so that those the museum has already are not sent again.
import { Judge } from "../../verifier/judging.js";
import { Pool } from "../../verifier/pool.js";

export class Looking {
  constructor(code, table) {
    this.table = table;
    const { pixelsLimit, sizeLimit, defaultProfile, readings } = table.norms;
    Object.assign(this, { code, limits: { pixelsLimit, sizeLimit }, use: defaultProfile, reading: readings[0], over: false });
  }

  // Look at every picture; `told(done, all)` after each. Resolves when all are, or once `stop` is called.
  async look(pictures, told) {
    this.over = false;
    this.pool ??= new Pool(this.code, this.limits);
    try {
      await this.pool.ready;
    } catch (problem) { // a browser without modules in workers: pictures are judged by the server alone
      console.warn(problem);
      return;
    }
    const judge = new Judge(this.table);
    judge.begin(pictures, this.use, this.reading);
    let done = 0;
    await Promise.all(pictures.map(async (picture) => {
      const seen = await this.pool.look(picture.file);
      if (!seen || this.over) return;
      picture.seen = seen;
      picture.sha256 = seen.sha256 ?? "";
      judge.judge(picture);
      told(++done, pictures.length);
    }));
    if (!this.over) judge.settle();
  }

  stop() {
    this.over = true;
    this.pool?.empty();
  }
}
