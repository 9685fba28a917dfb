using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>The first NaN is found, and the operation and the call that made it are named.</summary>
public class AnomalyTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static int Line([CallerLineNumber] int line = 0) => line;

    private static AnomalyException Caught(Func<Tensor> compute, bool checkForward = false, bool checkInfinity = false)
    {
        using (Autodiff.DetectAnomaly(checkForward, checkInfinity))
        {
            var problem = Assert.Throws<AnomalyException>(() => compute().Sum().Backward());
            Assert.IsAssignableFrom<AutogradException>(problem);
            return problem;
        }
    }

    public static TheoryData<string, string, int> Faults => new()
    {
        { "log", "Log", 0 }, { "sqrt", "Sqrt", 0 }, { "divide", "Divide", 1 }, { "zero times infinity", "Multiply", 0 }, { "power", "Power", 0 },
    };

    private static Tensor Faulty(string fault, Tensor x) => fault switch
    {
        "log" => x.Log() * 0,                       // at 0: 0 · (1/0)
        "sqrt" => x.Sqrt() * 0,                     // at 0: 0 · (½/0)
        "divide" => x / x,                          // at 0: NaN itself
        "zero times infinity" => x * Tensor.Of([1, double.PositiveInfinity, 1]) * 0,
        _ => x.Pow(0.3) * 0,
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_rule_that_makes_the_first_nan_is_named(string fault, string operation, int input)
    {
        var problem = Caught(() => Faulty(fault, Leaf(1, 0, 4)));
        Assert.Equal((operation, input, false), (problem.Operation!.Name, problem.Input, problem.IsForward));
        Assert.StartsWith(
            $"{problem.Operation}: its derivative rule made the first NaN of this backward pass: 1 of the 3 elements of the gradient of " +
            $"input {input}, Float64 [3], the first at [1].", problem.Message);
        Assert.Contains($"{nameof(AnomalyTests)}.{nameof(Faulty)}() in ", problem.ForwardCall);
    }

    [Fact]
    public void The_forward_call_is_named_by_file_and_line_without_frames_of_the_library()
    {
        int line = 0;
        var problem = Caught(() =>
        {
            var x = Leaf(1, 0);
            line = Line() + 1;
            var y = x.Log();
            return y * 0;
        });
        string[] frames = problem.ForwardCall!.Split('\n');
        Assert.EndsWith($"AnomalyTests.cs:line {line}", frames[0]);
        Assert.Contains("The_forward_call_is_named_by_file_and_line_without_frames_of_the_library.(lambda)()", frames[0]);
        Assert.Contains($"{nameof(AnomalyTests)}.{nameof(Caught)}()", problem.ForwardCall);
        Assert.DoesNotContain("AutoGrad.Log", problem.ForwardCall);
        Assert.DoesNotContain("Tape", problem.ForwardCall);
        Assert.DoesNotContain("TensorOps", problem.ForwardCall);
        Assert.Contains("The forward call:\n    at AutoGrad.Tests.AnomalyTests.", problem.Message);
    }

    [Fact]
    public async Task The_forward_call_inside_async_code_has_its_name()
    {
        async Task<Tensor> Compute(Tensor x)
        {
            await Task.Yield();
            return x.Log() * 0;
        }

        using (Autodiff.DetectAnomalyAsync())
        {
            var y = (await Compute(Leaf(0))).Sum();
            await Task.Yield();
            var problem = Assert.Throws<AnomalyException>(() => y.Backward());
            Assert.Contains("The_forward_call_inside_async_code_has_its_name.Compute()", problem.ForwardCall);
        }
    }

    [Fact]
    public void The_unselected_branch_of_where_is_explained_with_the_fix()
    {
        var problem = Caught(() =>
        {
            var x = Leaf(2, 0, 3);
            return Tensor.Where(x > 0, x.Log(), 0);
        });
        Assert.Contains("There input 0 is 0 and the incoming gradient is 0: the derivative is infinite, and 0 · inf = NaN.", problem.Message);
        Assert.Contains("The gradient came through Where, which passes 0 to the branch that it did not select.", problem.Message);
        Assert.Contains("instead of Where(c, x.Log(), 0) write Where(c, Where(c, x, 1).Log(), 0).", problem.Message);
        // The fix works.
        var fixedOne = Leaf(2, 0, 3);
        using (Autodiff.DetectAnomaly(checkForward: true))
            Tensor.Where(fixedOne > 0, Tensor.Where(fixedOne > 0, fixedOne, 1).Log(), 0).Sum().Backward();
        Assert.Equal([0.5, 0, 1.0 / 3], fixedOne.Grad!.ToArray<double>());
    }

    [Fact]
    public void Where_is_named_however_far_behind_it_the_operation_lies()
    {
        var problem = Caught(() =>
        {
            var x = Leaf(4, -1);
            return Tensor.Where(x > 0, (x.Sqrt() * 3).Tanh(), x);
        });
        Assert.Equal("Tanh", problem.Operation!.Name); // tanh of NaN is NaN, and so is its derivative.
        Assert.Contains("the result is NaN and the incoming gradient is 0: outside its domain", problem.Message);
        Assert.Contains("The gradient came through Where", problem.Message);
        problem = Caught(() =>
        {
            var x = Leaf(4, 0);
            return Tensor.Where(x > 0, (x.Sqrt() * 3).Tanh(), x);
        });
        Assert.Equal("Sqrt", problem.Operation!.Name);
        Assert.Contains("instead of Where(c, x.Sqrt(), 0) write Where(c, Where(c, x, 1).Sqrt(), 0).", problem.Message);
    }

    [Fact]
    public void Without_where_no_branch_is_blamed() => Assert.DoesNotContain("Where,", Caught(static () => Leaf(0).Sqrt() * 0).Message);

    [Fact]
    public void Where_is_not_blamed_for_a_zero_that_it_did_not_make()
    {
        // The mask selects every element; the zeros come from elsewhere.
        var message = Caught(static () =>
        {
            var h = Leaf(0, 1).Sqrt();
            return Tensor.Where(h > -1, h, 0) * 0;
        }).Message;
        Assert.Contains("the incoming gradient is 0: the derivative is infinite", message);
        Assert.DoesNotContain("The gradient came through", message);
        // It passed over an element, but not the one with the infinite derivative.
        message = Caught(static () =>
        {
            var h = Leaf(0, 1).Sqrt();
            return Tensor.Where(h < 0.5, h * 3, 0) * Tensor.Of([0.0, 1]);
        }).Message;
        Assert.DoesNotContain("The gradient came through", message);
        // Of two, the one that did.
        message = Caught(static () =>
        {
            var h = Leaf(0, 1).Sqrt();
            return Tensor.Where(h > 0.5, Tensor.Where(h > -1, h, 0), 0);
        }).Message;
        Assert.Contains("The gradient came through Where", message);
    }

    [Fact]
    public void A_selected_scalar_is_told_from_one_that_was_not()
    {
        var message = Caught(static () =>
        {
            var h = Leaf(0).Reshape([]).Sqrt();
            return Tensor.Where(Tensor.Of([true, true]), h, 0) * 0; // Repeated for both.
        }).Message;
        Assert.DoesNotContain("The gradient came through", message);
        message = Caught(static () =>
        {
            var h = Leaf(0).Reshape([]).Sqrt();
            return Tensor.Where(Tensor.Of([false, false]), h, 0);
        }).Message;
        Assert.Contains("The gradient came through Where", message);
    }

    private static Tensor Guarded(Tensor z) => Tensor.Where(z > 0, z.Log(), 0);

    public static TheoryData<string, string> OverBatches => new()
    {
        // The first row's gradient is 0 there by itself, the second's is made so by Where.
        { "jacobian", "the first at [1] of sample 0.\n  At [1] of sample 1 input 0 is 0 and the incoming gradient is 0" },
        { "hessian", "1 of the 2 elements of the gradient of input 0, Float64 [2], the first at [1].\n  There input 0 is 0" },
        { "gradients of samples", "2 of the 4 elements of the gradient of input 0, Float64 [2] in each of 2 samples, the first at [1] of sample 0." },
        { "jacobians of samples", "Float64 [2] in each of 4 samples, the first at [1] of sample [0, 0].\n  At [1] of sample [0, 1] input 0 is 0" },
        { "scalars", "1 of the 2 elements of the gradient of input 0, Float64 [] in each of 2 samples, the first in sample 1." },
    };

    [Theory]
    [MemberData(nameof(OverBatches))]
    public void Where_is_explained_over_batches(string transform, string where)
    {
        Tensor x = Tensor.Of([2.0, 0]), rows = Tensor.Of([[2.0, 0], [3, 0]]);
        using (Autodiff.DetectAnomaly())
        {
            var problem = Assert.Throws<AnomalyException>(() => transform switch
            {
                "jacobian" => Autodiff.Jacobian(Guarded, x),
                "hessian" => Autodiff.Hessian(static z => Guarded(z).Sum(), x),
                "gradients of samples" => Autodiff.VMap(z => Autodiff.Grad(static w => Guarded(w).Sum(), z))(rows),
                "jacobians of samples" => Autodiff.VMap(z => Autodiff.Jacobian(Guarded, z))(rows),
                _ => Autodiff.VMap(z => Autodiff.Grad(Guarded, z))(x),
            });
            Assert.Contains(where, problem.Message);
            Assert.Contains("The gradient came through Where", problem.Message);
        }
    }

    [Fact]
    public void Where_is_explained_though_its_mask_is_packed()
    {
        static Tensor Packed(Tensor x)
        {
            using (new SavedTensorHooks(static t => t.Clone(), static packed => (Tensor)packed!))
                return Guarded(x * 1);
        }

        foreach (var compute in new[] { Packed, static x => Autodiff.Checkpoint(Guarded, x * 1) })
        {
            var problem = Caught(() => compute(Leaf(2, 0)));
            Assert.Equal("Log", problem.Operation!.Name);
            Assert.Contains("There input 0 is 0 and the incoming gradient is 0", problem.Message);
            Assert.Contains("The gradient came through Where", problem.Message);
            Assert.Contains("input 0: Float64 [2], values from 0 to 2", problem.Message);
        }
    }

    public static TheoryData<string> ForwardTransforms => ["jvp", "pushforward", "hvp", "laplacian", "direction", "recorded"];

    [Theory]
    [MemberData(nameof(ForwardTransforms))]
    public void Tangents_are_looked_at(string transform)
    {
        Tensor x = Tensor.Of([0.0, 1]), v = Tensor.Of([1.0, 1]);
        static Tensor F(Tensor z) => z.Sqrt().Square();
        using (Autodiff.DetectAnomaly(checkForward: true))
        {
            var problem = Assert.Throws<AnomalyException>(() => transform switch
            {
                "jvp" => Autodiff.Jvp(F, x, v).Product,
                "pushforward" => Autodiff.Linearize(F, x).Pushforward(v),
                "hvp" => Autodiff.Hvp(static z => z.Pow(2.5).Sqrt().Square().Sum(), x, v),
                "laplacian" => Autodiff.Laplacian(static z => z.Pow(2.5).Sqrt().Square().Sum(), x),
                "direction" => Autodiff.DirectionalDerivative(static z => F(z).Sum(), x, v),
                _ => Autodiff.Jvp(F, x, v, createGraph: true).Product,
            });
            Assert.False(problem.IsForward);
            if (transform is "hvp" or "laplacian")
                return;
            Assert.Equal("Square", problem.Operation!.Name);
            Assert.StartsWith(
                "Square: its derivative rule made the first NaN of this forward sweep: 1 of the 2 elements of the tangent of its result, Float64 [2], " +
                "the first at [0].\n  There input 0 is 0 and the incoming tangent is inf: inf · 0 = NaN.", problem.Message);
            Assert.Contains($"{nameof(Tangents_are_looked_at)}.F()", problem.ForwardCall);
        }
        using (Autodiff.DetectAnomaly(checkInfinity: true))
            Assert.Equal("Sqrt", Assert.Throws<AnomalyException>(() => Autodiff.Jvp(F, x, v)).Operation!.Name);
    }

    [Fact]
    public void A_tangent_that_is_not_passed_on_does_no_harm_and_one_that_was_given_is_not_blamed_on_anybody()
    {
        using (Autodiff.DetectAnomaly(checkForward: true))
        {
            static Tensor Safe(Tensor z) => Tensor.Where(z > 0, z.Sqrt().Square(), 0);
            var product = Autodiff.Jvp(Safe, Tensor.Of([0.0, 1]), Tensor.Of([1.0, 1])).Product;
            Assert.Equal([0, 1], product.ToArray<double>());
            var problem = Assert.Throws<AnomalyException>(() => Autodiff.Jvp(Safe, Tensor.Of([0.0, 1]), Tensor.Of([1.0, double.NaN])));
            Assert.StartsWith("Forward mode: the direction it was given has a NaN already", problem.Message);
        }
    }

    [Fact]
    public void Infinities_count_where_asked_for()
    {
        using (Autodiff.DetectAnomaly())
            Leaf(0).Sqrt().Sum().Backward();
        var problem = Caught(static () => Leaf(1, 0).Sqrt(), checkInfinity: true);
        Assert.Equal("Sqrt", problem.Operation!.Name);
        Assert.Contains("the first NaN or infinity", problem.Message);
        Assert.Contains("the derivative is infinite.", problem.Message);
    }

    [Fact]
    public void Gradients_that_add_up_to_nan_are_named_by_where_they_meet()
    {
        var infinity = Tensor.Of([double.PositiveInfinity]);
        var problem = Caught(() =>
        {
            var y = Leaf(1).Exp();
            return y * infinity - y * infinity;
        });
        Assert.StartsWith("Exp: at its result, Float64 [1], gradients that are in order add up to the first NaN", problem.Message);
        var leaf = Leaf(1);
        problem = Caught(() => leaf * infinity - leaf * infinity);
        Assert.StartsWith("Backward: at a leaf, Float64 [1], ", problem.Message);
        Assert.Null(problem.Operation);
        Assert.Null(leaf.Grad);
    }

    [Fact]
    public void A_gradient_that_is_nan_from_the_start_is_not_blamed_on_anybody()
    {
        var y = Leaf(1, 2) * 2;
        using (Autodiff.DetectAnomaly())
        {
            var problem = Assert.Throws<AnomalyException>(() => y.Backward(Tensor.Of([1, double.NaN])));
            Assert.StartsWith("Backward: the gradient it was given has a NaN already", problem.Message);
        }
    }

    [Fact]
    public void A_forward_pass_outside_has_no_call_to_name()
    {
        var y = (Leaf(0).Log() * 0).Sum();
        using (Autodiff.DetectAnomaly())
        {
            var problem = Assert.Throws<AnomalyException>(() => y.Backward());
            Assert.Null(problem.ForwardCall);
            Assert.Contains("run the forward pass inside DetectAnomaly too", problem.Message);
        }
    }

    [Fact]
    public void Forward_checks_name_the_operation_and_what_it_was_given()
    {
        var problem = Caught(static () =>
        {
            var x = Leaf(4, 1);
            return (x * 2 - 5).Sqrt().Exp();
        }, checkForward: true);
        Assert.Equal(("Sqrt", true), (problem.Operation!.Name, problem.IsForward));
        Assert.Null(problem.Input);
        Assert.StartsWith("Sqrt: its result has the first NaN, at [1].", problem.Message);
        Assert.Contains("\n  input 0: Float64 [2], values from -3 to 3\n  result: Float64 [2], values 1.7321, 1 NaN\n", problem.Message);
        Assert.Contains(nameof(Forward_checks_name_the_operation_and_what_it_was_given), problem.ForwardCall);
        problem = Caught(static () => Leaf(1, 2) / Tensor.Of([1.0, 0]), checkForward: true, checkInfinity: true);
        Assert.Equal("Divide", problem.Operation!.Name);
        Assert.Contains("input 1: Float64 [2], values from 0 to 1, 1 zero", problem.Message);
    }

    [Fact]
    public void Forward_checks_see_what_comes_in_from_outside()
    {
        var problem = Caught(static () => Leaf(1, 2) * Tensor.Of([1.0, -1]).Log(), checkForward: true);
        Assert.StartsWith(
            "Multiply: its input 1 has the first NaN, at [1] of the result, which has it too. That input is not computed by a recorded operation.",
            problem.Message);
    }

    [Fact]
    public void A_recorded_pass_is_blamed_on_the_rule_not_on_the_operations_it_consists_of()
    {
        using (Autodiff.DetectAnomaly(checkForward: true))
        {
            var y = (Leaf(1, 0).Sqrt() * 0).Sum();
            var problem = Assert.Throws<AnomalyException>(() => y.Backward(createGraph: true));
            Assert.Equal(("Sqrt", false), (problem.Operation!.Name, problem.IsForward));
        }
    }

    /// <summary>The square, whose rule divides by nothing.</summary>
    private sealed record Faulted : Op
    {
        protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * inputs[0];

        protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient * (saved[0] - saved[0]) / (saved[0] - saved[0]);
    }

    [Fact]
    public void Rules_of_ones_own_are_named_too()
    {
        var problem = Caught(static () => new Faulted().Apply(Leaf(1, 2, 3)) * 2);
        Assert.Equal("Faulted", problem.Operation!.Name);
        Assert.Contains("incoming gradient: Float64 [3], values 2", problem.Message);
        Assert.Contains("input 0: Float64 [3], values from 1 to 3", problem.Message);
        Assert.Contains("result: Float64 [3], values from 1 to 9", problem.Message);
    }

    [Fact]
    public void A_rule_whose_gradient_overflows_on_its_way_is_named()
    {
        var x = Tensor.Of([1f]).WithGrad();
        using (Autodiff.DetectAnomaly(checkInfinity: true))
        {
            var problem = Assert.Throws<AnomalyException>(() => (x.To(DType.Float64) * 1e300).Sum().Backward());
            Assert.Equal("Cast", problem.Operation!.Name);
        }
    }

    [Fact]
    public void After_an_anomaly_everything_is_as_it_was()
    {
        var x = Leaf(1, 0);
        var kept = x * 3;
        var y = (kept.Sqrt() * 0).Sum();
        using (Autodiff.DetectAnomaly())
            Assert.Throws<AnomalyException>(() => y.Backward(retainGraph: true));
        Assert.Null(x.Grad);
        Assert.True(Autodiff.IsRecording);
        y.Backward(retainGraph: true);
        Assert.Equal([0, double.NaN], x.Grad!.ToArray<double>());
        x.Grad = null;
        kept.Sum().Backward();
        Assert.Equal([3, 3], x.Grad!.ToArray<double>());
        Assert.Null(AnomalyDetection.Current);
        Assert.Null((x * 2).Node!.Extras);
    }

    [Fact]
    public void Modes_nest_with_detection()
    {
        var x = Leaf(1, 2);
        using (Autodiff.DetectAnomaly())
        {
            Assert.NotNull((x * 2).Node!.Extras);
            using (Autodiff.NoGrad())
            {
                Assert.Null((x * 2).Node);
                using (Autodiff.EnableGrad())
                    Assert.NotNull((x * 2).Node!.Extras);
            }
            using (Autodiff.NoGradAsync())
            using (Autodiff.EnableGradAsync())
                Assert.NotNull((x * 2).Node!.Extras);
            Assert.NotNull((x * 2).Node!.Extras);
        }
        using (Autodiff.NoGrad())
        using (Autodiff.DetectAnomaly())
        {
            Assert.Null((x * 2).Node);
            using (Autodiff.EnableGrad())
                Assert.NotNull((x * 2).Node!.Extras);
        }
        Assert.Null((x * 2).Node!.Extras);
    }

    [Fact]
    public void Gradients_of_functions_are_looked_at_as_well()
    {
        using (Autodiff.DetectAnomaly())
            Assert.Throws<AnomalyException>(() => Autodiff.Grad(static x => (x.Sqrt() * 0).Sum(), Tensor.Of([0.0])));
    }
}

/// <summary>Values that wait are computed for the check.</summary>
[Collection("alone")]
public class PendingAnomalyTests : AtOnce
{
    [Fact]
    public void Values_that_wait_are_computed_and_the_right_operation_is_named() => Pending(1, () =>
    {
        using (Autodiff.DetectAnomaly(checkForward: true))
        {
            var x = Tensor.Linspace(-1, 1, 40_000).WithGrad();
            var problem = Assert.Throws<AnomalyException>(() => ((x * 2).Exp() - 1).Sqrt().Exp());
            Assert.Equal("Sqrt", problem.Operation!.Name);
        }
        using (Autodiff.DetectAnomaly())
        {
            var x = Tensor.Zeros([40_000]).WithGrad();
            var y = ((x * 2).Sqrt() * 3 * 0).Exp().Sum();
            var problem = Assert.Throws<AnomalyException>(() => y.Backward());
            Assert.Equal(("Sqrt", 0), (problem.Operation!.Name, problem.Input));
            Assert.Contains("40000 of the 40000 elements", problem.Message);
        }
        return 0;
    });
}
