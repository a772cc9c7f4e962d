// Bits of a JPEG's entropy-coded data: stuffed zeros undone, markers never crossed.

export const END_OF_BLOCK = 128;

// Codes of up to LOOK bits are answered at once; longer ones are rare.
export const LOOK = 10;
const LOOK_MASK = (1 << LOOK) - 1;

export class Fault extends Error {
  constructor(offset, detail) {
    super(detail);
    this.offset = offset;
    this.detail = detail;
  }
}

export class Bits {
  constructor(data, at) {
    this.data = data;
    this.at = at;
    this.held = 0; // the bits read and not yet used are the `count` lowest ones
    this.count = 0;
    this.made = 0; // of them, how many zeros were made up past the data: using one is a fault
  }

  // Hold at least 25 bits.
  fill() {
    const data = this.data;
    while (this.count < 25) {
      let byte = 0;
      if (this.made === 0) {
        byte = data[this.at];
        if (byte === 0xff) {
          let next = this.at + 1;
          while (data[next] === 0xff) next++;
          if (data[next] === 0) this.at = next + 1;
          else { byte = 0; this.made = 8; }
        } else if (byte === undefined) { byte = 0; this.made = 8; } else this.at++;
      } else this.made += 8;
      this.held = (this.held << 8) | byte;
      this.count += 8;
    }
  }

  // Pass over up to 25 bits.
  skip(bits) {
    if (this.count < bits) this.fill();
    this.count -= bits;
  }

  take(bits) {
    if (this.count < bits) this.fill();
    this.count -= bits;
    return (this.held >>> this.count) & ((1 << bits) - 1);
  }

  // Pass over any number of bits.
  skipMany(bits) {
    for (; bits > 25; bits -= 25) this.skip(25);
    this.skip(bits);
  }

  symbol(table) {
    if (this.count < 16) this.fill();
    const found = table.short[(this.held >>> (this.count - LOOK)) & LOOK_MASK];
    if (found) {
      this.count -= found >> 8;
      return found & 0xff;
    }
    return this.longSymbol(table);
  }

  longSymbol(table) {
    const ahead = (this.held >>> (this.count - 16)) & 0xffff;
    for (let length = LOOK + 1; length <= 16; length++) {
      const code = ahead >>> (16 - length);
      if (code <= table.last[length]) {
        this.count -= length;
        return table.symbols[table.base[length] + code];
      }
    }
    throw new Fault(this.at, "Huffman code");
  }

  // More was used than the data hold: they stop too soon.
  get exhausted() { return this.made > this.count; }

  // Leave the last byte begun; what is left unused is padding, all ones (or zeros, for some): less than a byte of it.
  leave() {
    const left = Math.max(0, this.count - this.made);
    const full = (1 << (left & 7)) - 1;
    const padding = (this.held >>> this.made) & full;
    if (left >= 8) throw new Fault(this.at, "data left over");
    if (padding !== 0 && padding !== full) throw new Fault(this.at, "bit count");
    this.count = 0;
    this.held = 0;
    this.made = 0;
  }
}
