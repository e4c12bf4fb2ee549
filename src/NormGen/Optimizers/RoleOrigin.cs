namespace NormGen.Optimizers;

/// <summary>Where the roles of an optimizer's parameters come from.</summary>
public enum RoleOrigin
{
    /// <summary>From the shape of each parameter: an optimizer over parameters alone.</summary>
    Shapes,

    /// <summary>Given with the parameters or the group.</summary>
    Given,

    /// <summary>Decided at run time from module types: an optimizer over a model.</summary>
    ModuleTypes,

    /// <summary>Decided at compile time from the data flow, and checked against the model: a generated <c>CreateOptimizer</c>.</summary>
    CompileTime,
}
