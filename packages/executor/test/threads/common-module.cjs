module.exports = Object.fromEntries([['triple', ({ n }) => n * 3]]);
