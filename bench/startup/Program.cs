using AutoGrad;

// The least a program can do to have a gradient: what bench/peers/startup.py times from the start of the process.
var x = Tensor.Of([1f, 2f]).WithGrad();
(x * x).Sum().Backward();
return x.Grad![1].Item() == 4 ? 0 : 1;
