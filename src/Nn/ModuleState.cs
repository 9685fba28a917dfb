using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

/// <summary>What a module's public properties and fields hold: state tensors and modules, by name, collections opened.</summary>
internal readonly struct ModuleState
{
    private static readonly ConditionalWeakTable<Type, MemberInfo[]> members = [];

    private readonly Module module;

    private ModuleState(Module module) => this.module = module;

    public static ModuleState Of(Module module) => new(module);

    /// <summary>The entries of a kind, their names led by <paramref name="path"/>.</summary>
    public IEnumerable<(string Name, T Value)> OfKind<T>(string path = "") where T : class
    {
        var found = new List<(string, T)>();
        foreach (var member in MembersOf(module))
        {
            object? value = member is PropertyInfo property ? property.GetValue(module) : ((FieldInfo)member).GetValue(module);
            Collect(Join(path, member.Name), value, found);
        }
        return found;
    }

    private static void Collect<T>(string name, object? value, List<(string, T)> found) where T : class
    {
        switch (value)
        {
            case T entry:
                found.Add((name, entry));
                break;
            case Tensor or Module or null:
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    Collect(Join(name, entry.Key.ToString()!), entry.Value, found);
                break;
            case ICollection or IEnumerable<Tensor> or IEnumerable<Module>:
                int i = 0;
                foreach (var item in (IEnumerable)value)
                    Collect(Join(name, (i++).ToString()), item, found);
                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static MemberInfo[] MembersOf(Module module)
    {
        var type = module.GetType();
        if (!members.TryGetValue(type, out var found))
            members.AddOrUpdate(type, found = Find(type));
        return found;
    }

    /// <summary>The properties and fields that may hold state, base classes first; of an overridden or hidden member the most derived.</summary>
    private static MemberInfo[] Find(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)] Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Where(static property => MayHoldState(property.PropertyType));
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(static field => MayHoldState(field.FieldType));
        return
        [
            .. properties.Concat<MemberInfo>(fields)
                .DistinctBy(static member => member.Name)
                .OrderBy(static member => Depth(member.DeclaringType)),
        ];
    }

    private static bool MayHoldState(Type type) =>
        type.IsAssignableTo(typeof(Tensor)) || type.IsAssignableTo(typeof(Module))
        || type.IsAssignableTo(typeof(IEnumerable<Tensor>)) || type.IsAssignableTo(typeof(IEnumerable<Module>))
        || type.IsArray && MayHoldState(type.GetElementType()!)
        || type.IsGenericType && type.GetGenericArguments().Any(MayHoldState);

    private static int Depth(Type? type)
    {
        int depth = 0;
        for (; type is not null; type = type.BaseType)
            depth++;
        return depth;
    }
}
