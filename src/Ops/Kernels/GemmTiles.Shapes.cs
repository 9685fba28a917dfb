namespace AutoGrad;

/// <summary>What tiles there are: type parameters of the one kernel, of which the compiler makes many.</summary>
internal static partial class GemmTiles<T, TVector, TSimd>
{
    /// <summary>The vectors of a row of a tile.</summary>
    private interface IColumns
    {
        static abstract int Vectors { get; }

        /// <summary>Whether the last is used only in part.</summary>
        static abstract bool Part { get; }

        /// <summary>Whether nothing may be read beyond that part.</summary>
        static abstract bool Masked { get; }
    }

    private readonly struct Two : IColumns
    {
        public static int Vectors => 2;

        public static bool Part => false;

        public static bool Masked => false;
    }

    private readonly struct OneAndPart : IColumns
    {
        public static int Vectors => 2;

        public static bool Part => true;

        public static bool Masked => true;
    }

    private readonly struct SpaciousTwo : IColumns
    {
        public static int Vectors => 2;

        public static bool Part => true;

        public static bool Masked => false;
    }

    private readonly struct One : IColumns
    {
        public static int Vectors => 1;

        public static bool Part => false;

        public static bool Masked => false;
    }

    private readonly struct Part : IColumns
    {
        public static int Vectors => 1;

        static bool IColumns.Part => true;

        public static bool Masked => true;
    }

    private readonly struct SpaciousOne : IColumns
    {
        public static int Vectors => 1;

        public static bool Part => true;

        public static bool Masked => false;
    }

    /// <summary>Whether the columns of A, or the rows of B, lie where a walk leads rather than one as far from the other as the next.</summary>
    private interface IWalk
    {
        static abstract bool OfA { get; }

        static abstract bool OfB { get; }
    }

    private readonly struct Even : IWalk
    {
        public static bool OfA => false;

        public static bool OfB => false;
    }

    private readonly struct WalkOfA : IWalk
    {
        public static bool OfA => true;

        public static bool OfB => false;
    }

    private readonly struct WalkOfB : IWalk
    {
        public static bool OfA => false;

        public static bool OfB => true;
    }

    /// <summary>The rows of a tile.</summary>
    private interface IRows
    {
        static abstract int Count { get; }
    }

    private readonly struct Rows1 : IRows
    {
        public static int Count => 1;
    }

    private readonly struct Rows2 : IRows
    {
        public static int Count => 2;
    }

    private readonly struct Rows3 : IRows
    {
        public static int Count => 3;
    }

    private readonly struct Rows4 : IRows
    {
        public static int Count => 4;
    }

    private readonly struct Rows5 : IRows
    {
        public static int Count => 5;
    }

    private readonly struct Rows6 : IRows
    {
        public static int Count => 6;
    }

    private readonly struct Rows7 : IRows
    {
        public static int Count => 7;
    }

    private readonly struct Rows8 : IRows
    {
        public static int Count => 8;
    }

    private readonly struct Rows9 : IRows
    {
        public static int Count => 9;
    }

    private readonly struct Rows10 : IRows
    {
        public static int Count => 10;
    }

    private readonly struct Rows11 : IRows
    {
        public static int Count => 11;
    }

    private readonly struct Rows12 : IRows
    {
        public static int Count => 12;
    }
}
