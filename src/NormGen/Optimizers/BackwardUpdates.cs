using NormGen.Kernels.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Updates parameters inside backward, each as soon as its gradient is complete, so that no more than one gradient lives at a time. A hook before each module's <c>forward</c> puts a
/// node behind the module's own parameters; the node takes the gradient in backward and is gone. What is not reached by <c>call()</c> is updated by <c>step</c>.
/// </summary>
internal sealed class BackwardUpdates : IDisposable
{
    // Weak: a model and its optimizer may go without being disposed.
    private static readonly List<WeakReference<BackwardUpdates>> All = [];

    private readonly Tensor anchor = zeros(0).requires_grad_().DetachFromDisposeScope();
    private readonly List<BackwardParameter> parameters = [];
    private readonly List<Action> removals = [];
    private readonly WeakReference<FusedOptimizer> owner;

    /// <summary>Sets the hooks.</summary>
    /// <exception cref="ArgumentException">Parameters are tied, or in none of the model's modules. Nothing has been changed.</exception>
    public BackwardUpdates(FusedOptimizer optimizer, nn.Module model, IEnumerable<FusedOptimizerState> states)
    {
        owner = new(optimizer);
        var byIdentity = states.ToDictionary(state => ParameterIdentity.Of(state.Parameter));
        var plan = new List<(nn.Module Module, BackwardParameter[] Own)>();
        var names = new Dictionary<IntPtr, string>();
        foreach (var (prefix, module) in model.named_modules().Select(item => (item.name + ".", item.module)).Prepend(("", model)))
        {
            var own = new List<BackwardParameter>();
            foreach (var (name, parameter) in module.named_parameters(recurse: false))
            {
                var identity = ParameterIdentity.Of(parameter);
                if (!names.TryAdd(identity, prefix + name))
                    throw new ArgumentException($"'{prefix}{name}' is tied to '{names[identity]}': its gradient comes in parts, and an update inside backward needs all of it at once. Take update_in_backward: false.", nameof(model));
                if (byIdentity.TryGetValue(identity, out var state) && CanBeOutput(state.Parameter)) own.Add(new(state, prefix + name));
            }

            if (own.Count > 0) plan.Add((module, [.. own]));
        }

        foreach (var (identity, state) in byIdentity)
            if (!names.ContainsKey(identity)) throw new ArgumentException($"{state.Description} is no parameter of the model, so no forward says when it is used: an update inside backward needs the model that all parameters are of.", nameof(model));

        foreach (var (module, own) in plan)
        {
            parameters.AddRange(own);
            if (ForwardHook.Register(module, () => Attach(own)) is { } removal) removals.Add(removal);
        }

        lock (All)
        {
            All.RemoveAll(other => !other.TryGetTarget(out _));
            All.Add(new(this));
        }
    }

    /// <summary>For tools that change gradients between backward and step.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="tool">The tool, for the message.</param>
    /// <exception cref="InvalidOperationException">One of them is updated inside backward, so its gradient is gone before a tool could see it.</exception>
    public static void Refuse(IEnumerable<Tensor> parameters, string tool)
    {
        BackwardUpdates[] all;
        lock (All) all = [.. All.Select(one => one.TryGetTarget(out var updates) && updates.owner.TryGetTarget(out _) ? updates : null).OfType<BackwardUpdates>()];
        var taken = all.SelectMany(updates => updates.parameters).Where(item => !item.State.Parameter.IsInvalid).ToLookup(item => ParameterIdentity.Of(item.State.Parameter));
        if (taken.Count > 0 && parameters.Where(parameter => parameter is { IsInvalid: false }).SelectMany(parameter => taken[ParameterIdentity.Of(parameter)]).FirstOrDefault() is { } found)
            throw new InvalidOperationException($"'{tool}' changes gradients between backward and step, but '{found.Name}' is updated inside backward, where its gradient is used and freed before the others are there. Take update_in_backward: false.");
    }

    /// <summary>Makes every parameter a leaf that may have a gradient of its own, and checks that none was updated and has more of its gradient waiting.</summary>
    /// <exception cref="InvalidOperationException">One has. The message names it.</exception>
    public void BeforeStep()
    {
        foreach (var parameter in parameters)
        {
            Release(parameter);
            if (!parameter.IsUpdated || parameter.State.Parameter.IsInvalid) continue;
            using var rest = parameter.State.Parameter.grad;
            if (rest is not null) throw new InvalidOperationException($"'{parameter.Name}' was updated inside backward, but a part of its gradient came another way: it is also used outside its module's call(). Take update_in_backward: false.");
        }
    }

    /// <summary>Ends a step: everything may be updated again.</summary>
    public void AfterStep()
    {
        foreach (var parameter in parameters) parameter.IsUpdated = false;
    }

    /// <summary>Takes the hooks away, and the nodes.</summary>
    public void Dispose()
    {
        foreach (var remove in removals) remove();
        removals.Clear();
        lock (All) All.RemoveAll(other => !other.TryGetTarget(out var updates) || updates == this);
        foreach (var parameter in parameters) Release(parameter);
        anchor.Dispose();
    }

    private void Attach(BackwardParameter[] own)
    {
        if (!is_grad_enabled() || !owner.TryGetTarget(out _)) return;
        foreach (var parameter in own)
        {
            // A model that was moved has other parameters; step says so.
            var tensor = parameter.State.Parameter;
            if (tensor.IsInvalid || !tensor.requires_grad) continue;
            if (parameter.IsUpdated) throw Accumulated(parameter);
            var before = parameter.Node;
            Release(parameter);
            // Without the parameter's own reference, only a graph that is waiting for its backward keeps the node.
            if (before is { IsAlive: true })
                throw new InvalidOperationException($"'{parameter.Name}' is used a second time before its update inside backward: a module that is called several times, or a second forward, gives its gradient in parts. Take update_in_backward: false; a forward without backward belongs under no_grad.");
            using var waiting = tensor.grad;
            if (waiting is not null) throw new InvalidOperationException($"'{parameter.Name}' has a gradient that no step has used: under update_in_backward there must be none. Call step() first, or set the gradient to null.");
            parameter.Node = GradientNode.Attach(tensor, anchor, gradient => Receive(parameter, gradient));
        }
    }

    private void Receive(BackwardParameter parameter, Tensor gradient)
    {
        if (!owner.TryGetTarget(out var optimizer)) throw new InvalidOperationException($"The optimizer that updates '{parameter.Name}' inside backward no longer exists: keep it as long as the model is trained.");
        if (is_grad_enabled()) throw new InvalidOperationException($"'{parameter.Name}' would be updated inside a backward with create_graph, whose graph would lose its gradient. Take update_in_backward: false.");
        if (parameter.IsUpdated) throw Accumulated(parameter);
        Release(parameter);
        optimizer.UpdateNow(parameter.State, gradient);
        parameter.IsUpdated = true;
    }

    private static InvalidOperationException Accumulated(BackwardParameter parameter)
        => new($"'{parameter.Name}' was already updated inside backward in this step: gradients cannot be accumulated over several backward passes under update_in_backward. Call step() after every backward, or take update_in_backward: false.");

    /// <summary>A view cannot be made a leaf again: <c>step</c> updates it.</summary>
    private static bool CanBeOutput(Tensor parameter)
    {
        if (!parameter.requires_grad) return false;
        try
        {
            GradientNode.Release(parameter);
            return true;
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return false;
        }
    }

    private static void Release(BackwardParameter parameter)
    {
        if (parameter.Node is null) return;
        parameter.Node = null;
        if (!parameter.State.Parameter.IsInvalid) GradientNode.Release(parameter.State.Parameter);
    }
}
